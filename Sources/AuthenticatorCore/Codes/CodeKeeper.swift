internal import OneTimeCodes

/// Codes by time, for this account and for other services.
public struct CodeKeeper: Sendable {
    /// One service's codes.
    public struct Entry: Sendable, CustomStringConvertible, CustomReflectable {
        /// Who asks for the codes; may be empty.
        public let issuer: String
        /// Whose codes they are.
        public let account: String
        /// Seconds that a code lasts.
        public let period: Int
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
    }

    /// The installation's own first.
    public private(set) var entries: [Entry]

    init(_ entries: [Entry]) {
        self.entries = entries
    }

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
        let entry = Entry(uri)
        entries.removeAll { $0.issuer == entry.issuer && $0.account == entry.account }
        entries.append(entry)
    }

    /// The entries whose issuer or account begins with `name`, whatever the case.
    public func entries(named name: String) -> [Entry] {
        let wanted = name.lowercased()
        let exact = entries.filter { $0.issuer.lowercased() == wanted || $0.account.lowercased() == wanted }
        return exact.isEmpty
            ? entries.filter { $0.issuer.lowercased().hasPrefix(wanted) || $0.account.lowercased().hasPrefix(wanted) }
            : exact
    }
}
