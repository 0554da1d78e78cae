internal import OneTimeCodes

/// Codes by time (RFC 6238), for this account and for other services: SHA-1, SHA-256 or SHA-512, six to eight digits, any
/// period from five seconds to an hour.
///
/// Those of other services are what the vault holds, whether there is one or not.
public struct CodeKeeper: Sendable {
    /// One service's codes.
    public struct Entry: Sendable, CustomStringConvertible, CustomReflectable {
        /// Who asks for the codes; may be empty.
        public let issuer: String
        /// Whose codes they are.
        public let account: String
        /// Seconds that a code lasts.
        public let period: Int
        /// Digits of a code.
        public var digits: Int { totp.parameters.digits }
        let totp: TOTP
        /// Nil for the installation's own.
        let id: String?

        init(_ uri: OTPAuthURI) {
            (issuer, account) = (Question.plain(uri.issuer), Question.plain(uri.account))
            (totp, period, id) = (uri.totp, uri.totp.parameters.period, nil)
        }

        init?(_ entry: VaultEntry, id: String) {
            guard let totp = entry.totp else { return nil }
            (issuer, account) = (Question.plain(entry.issuer), Question.plain(entry.account))
            (self.totp, period, self.id) = (totp, totp.parameters.period, id)
        }

        var uri: OTPAuthURI { OTPAuthURI(issuer: issuer, account: account, totp: totp) }

        /// The code at a moment, and how many seconds it still lasts.
        ///
        /// - Parameter time: Milliseconds since 1970, by the server's clock where that is known.
        public func code(at time: Int64) -> (code: String, secondsLeft: Int) {
            let seconds = time / 1_000
            let left = period - Int(seconds % Int64(period))
            return (totp.code(atStep: totp.step(at: seconds))?.text ?? "", left)
        }

        public var description: String { "‹codes of \(issuer)›" }
        public var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
    }

    /// Why a text is no service's secret.
    public enum Refusal: Error, Sendable, Hashable {
        case notAnOTPAuthLink
        /// Counter-based codes, or an algorithm that nobody else knows.
        case unsupported
        /// The link is one, but its secret or its numbers can't be used.
        case broken
        /// It has the names of the installation's own codes, which nothing replaces or removes.
        case isOwn
        /// A thousand services are kept already.
        case full
    }

    /// What a code is made with.
    public enum Algorithm: String, Sendable, CaseIterable {
        case sha1 = "SHA1"
        case sha256 = "SHA256"
        case sha512 = "SHA512"
    }

    let ownCodes: [Entry]
    var document: VaultDocument
    /// The installation, as the vault knows it.
    let device: String
    /// What opens the vault of the account, once the passphrase was typed here.
    public internal(set) var vault: OpenVault?

    init(own: [Entry], document: VaultDocument, device: String, vault: OpenVault?) {
        (ownCodes, self.document, self.device, self.vault) = (own, document, device, vault)
    }

    /// The installation's own first.
    public var entries: [Entry] { ownCodes + others }

    /// The codes for signing in to this installation's own account.
    public var own: Entry? { ownCodes.first }

    /// Those of other services, in the order in which they came.
    public var others: [Entry] { document.entries.compactMap { Entry($0.entry, id: $0.id) } }

    /// Takes in a service, from the `otpauth://` link in its QR code. One with the same names is replaced.
    ///
    /// - Parameter now: Milliseconds since 1970.
    public mutating func add(_ link: String, at now: Int64) throws(Refusal) {
        let uri: OTPAuthURI
        do { uri = try OTPAuthURI(parsing: link) } catch {
            switch error {
            case .notOTPAuth, .tooLong: throw .notAnOTPAuthLink
            case .notTimeBased, .unknownHash: throw .unsupported
            default: throw .broken
            }
        }
        try put(ImportedCodes(issuer: uri.issuer, account: uri.account, totp: uri.totp), at: now)
    }

    /// Takes in a service whose secret was typed. One with the same names is replaced.
    ///
    /// - Parameters:
    ///   - secret: Base 32, as services show it: in groups, in small letters, with or without `=` at the end.
    ///   - now: Milliseconds since 1970.
    public mutating func add(
        secret: String, named name: String, algorithm: Algorithm = .sha1, digits: Int = 6, period: Int = 30,
        at now: Int64
    ) throws(Refusal) {
        guard let hash = HashFunction(rawValue: algorithm.rawValue),
            let parameters = try? TOTPParameters(hash: hash, digits: digits, period: period),
            let secret = try? TOTPSecret(foreignBase32: secret)
        else { throw .broken }
        try put(ImportedCodes(issuer: "", account: name, totp: TOTP(secret: secret, parameters: parameters)), at: now)
    }

    /// Forgets a service's codes, here and wherever the vault is opened. They can't be brought back.
    public mutating func remove(_ entry: Entry, at now: Int64) throws(Refusal) {
        guard let id = entry.id else { throw .isOwn }
        document.remove(id, stamp(now))
    }

    /// Takes over the codes of other services from an installation that has ended.
    public mutating func takeOver(_ old: CodeKeeper, at now: Int64) {
        _ = add(old.document.entries.compactMap { ImportedCodes($0.entry, id: $0.id) }, at: now)
    }

    private mutating func put(_ codes: ImportedCodes, at now: Int64) throws(Refusal) {
        guard !isOwn(codes) else { throw .isOwn }
        let replaced = others.filter { $0.issuer == codes.issuer && $0.account == codes.account }
        guard others.count - replaced.count < VaultDocument.mostEntries else { throw .full }
        let entry = VaultEntry(codes, added: now)
        for old in replaced where old.id != entry.derivedID {
            if let id = old.id { document.remove(id, stamp(now)) }
        }
        _ = document.add(codes, stamp(now))
    }

    private func isOwn(_ codes: ImportedCodes) -> Bool {
        own.map { $0.issuer == codes.issuer && $0.account == codes.account } ?? false
    }

    func stamp(_ now: Int64) -> VaultDocument.Stamp { VaultDocument.Stamp(device: device, now: now) }

    /// The entries whose issuer or account begins with `name`, whatever the case.
    public func entries(named name: String) -> [Entry] {
        let wanted = name.lowercased()
        let exact = entries.filter { $0.issuer.lowercased() == wanted || $0.account.lowercased() == wanted }
        return exact.isEmpty
            ? entries.filter { $0.issuer.lowercased().hasPrefix(wanted) || $0.account.lowercased().hasPrefix(wanted) }
            : exact
    }
}
