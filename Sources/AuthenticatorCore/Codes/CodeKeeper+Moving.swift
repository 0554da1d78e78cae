internal import OneTimeCodes

extension CodeKeeper {
    /// What came of codes that were taken in together.
    public struct Intake: Sendable, Hashable {
        public internal(set) var added = 0
        /// Were there already.
        public internal(set) var known = 0
        /// Did not fit any more.
        public internal(set) var leftOut = 0

        public init(added: Int = 0, known: Int = 0, leftOut: Int = 0) {
            (self.added, self.known, self.leftOut) = (added, known, leftOut)
        }
    }

    /// Takes in codes from elsewhere. Those that are there already stay as they are; of two with the same names, both are
    /// kept.
    public mutating func add(_ codes: [ImportedCodes], at now: Int64) -> Intake {
        var intake = Intake()
        for code in codes {
            var changed = document
            if !changed.add(code, stamp(now)) {
                intake.known += 1
            } else if changed.entries.count > VaultDocument.mostEntries {
                intake.leftOut += 1
            } else {
                document = changed
                intake.added += 1
            }
        }
        return intake
    }

    /// The codes of other services as `otpauth://` links, one a line, for any other app. Whoever reads them has the codes.
    public var plainExport: [UInt8] {
        Array(others.map { $0.uri.text + "\n" }.joined().utf8)
    }

    /// The codes of other services in a file that only this passphrase opens.
    public func encryptedExport(under passphrase: String) throws -> [UInt8] {
        var copy = VaultDocument()
        for (id, entry) in document.entries { copy.takeOver(entry, id: id) }
        return try VaultExport.seal(copy, under: passphrase)
    }
}

extension ImportedCodes {
    init?(_ entry: VaultEntry, id: String) {
        guard let totp = entry.totp else { return nil }
        self.init(issuer: entry.issuer, account: entry.account, totp: totp, entryID: id)
    }
}
