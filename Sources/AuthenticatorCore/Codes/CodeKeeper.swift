internal import OneTimeCodes

/// Codes by time (RFC 6238), for this account and for other services: SHA-1, SHA-256 or SHA-512, six to eight digits, any
/// period from five seconds to an hour.
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
        public var digits: Int { uri.totp.parameters.digits }
        let uri: OTPAuthURI

        init(_ uri: OTPAuthURI) {
            issuer = Question.plain(uri.issuer)
            account = Question.plain(uri.account)
            period = uri.totp.parameters.period
            self.uri = uri
        }

        /// The code at a moment, and how many seconds it still lasts.
        ///
        /// - Parameter time: Milliseconds since 1970, by the server's clock where that is known.
        public func code(at time: Int64) -> (code: String, secondsLeft: Int) {
            let seconds = time / 1_000
            let left = period - Int(seconds % Int64(period))
            return (uri.totp.code(atStep: uri.totp.step(at: seconds))?.text ?? "", left)
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
    }

    /// What a code is made with.
    public enum Algorithm: String, Sendable, CaseIterable {
        case sha1 = "SHA1"
        case sha256 = "SHA256"
        case sha512 = "SHA512"
    }

    /// The installation's own first.
    public private(set) var entries: [Entry]

    init(_ entries: [Entry]) {
        self.entries = entries
    }

    /// The codes for signing in to this installation's own account.
    public var own: Entry? { entries.first }

    /// Those of other services, in the order in which they came.
    public var others: [Entry] { Array(entries.dropFirst()) }

    /// Takes in a service, from the `otpauth://` link in its QR code. One with the same names is replaced.
    public mutating func add(_ link: String) throws(Refusal) {
        let uri: OTPAuthURI
        do { uri = try OTPAuthURI(parsing: link) } catch {
            switch error {
            case .notOTPAuth, .tooLong: throw .notAnOTPAuthLink
            case .notTimeBased, .unknownHash: throw .unsupported
            default: throw .broken
            }
        }
        try put(uri)
    }

    /// Takes in a service whose secret was typed. One with the same names is replaced.
    ///
    /// - Parameter secret: Base 32, as services show it: in groups, in small letters, with or without `=` at the end.
    public mutating func add(
        secret: String, named name: String, algorithm: Algorithm = .sha1, digits: Int = 6, period: Int = 30
    ) throws(Refusal) {
        guard let hash = HashFunction(rawValue: algorithm.rawValue),
            let parameters = try? TOTPParameters(hash: hash, digits: digits, period: period),
            let secret = try? TOTPSecret(foreignBase32: secret)
        else { throw .broken }
        let totp = TOTP(secret: secret, parameters: parameters)
        try put(OTPAuthURI(issuer: "", account: Question.plain(name), totp: totp))
    }

    /// Forgets a service's codes. They can't be brought back.
    public mutating func remove(_ entry: Entry) throws(Refusal) {
        guard !isOwn(entry) else { throw .isOwn }
        entries.removeAll { $0.hasNames(of: entry) }
    }

    /// Takes over the codes of other services from an installation that has ended.
    public mutating func takeOver(_ old: CodeKeeper) {
        for entry in old.others where !entries.contains(where: { $0.hasNames(of: entry) }) { entries.append(entry) }
    }

    private mutating func put(_ uri: OTPAuthURI) throws(Refusal) {
        // What can't be read back would lock up everything that is kept with it.
        guard let kept = try? OTPAuthURI(parsing: uri.text) else { throw .broken }
        let entry = Entry(kept)
        guard !isOwn(entry) else { throw .isOwn }
        if let place = entries.firstIndex(where: { $0.hasNames(of: entry) }) {
            entries[place] = entry
        } else {
            entries.append(entry)
        }
    }

    private func isOwn(_ entry: Entry) -> Bool { own?.hasNames(of: entry) ?? false }

    /// The entries whose issuer or account begins with `name`, whatever the case.
    public func entries(named name: String) -> [Entry] {
        let wanted = name.lowercased()
        let exact = entries.filter { $0.issuer.lowercased() == wanted || $0.account.lowercased() == wanted }
        return exact.isEmpty
            ? entries.filter { $0.issuer.lowercased().hasPrefix(wanted) || $0.account.lowercased().hasPrefix(wanted) }
            : exact
    }
}

extension CodeKeeper.Entry {
    /// Whether a person could not tell the two apart.
    fileprivate func hasNames(of other: Self) -> Bool { issuer == other.issuer && account == other.account }
}
