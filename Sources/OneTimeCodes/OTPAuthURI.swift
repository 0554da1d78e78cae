/// The `otpauth://totp/…` URI by which a secret gets into an app, mostly as a QR code.
///
/// The form is the one that Google Authenticator documented ("Key Uri Format"); there is no standard. The URI holds
/// the secret, so it prints as `‹otpauth URI›`.
package struct OTPAuthURI: Sendable, CustomStringConvertible, CustomReflectable {
    /// Who asks for the codes; an app shows it first. Empty if the URI names nobody.
    package let issuer: String
    /// Whose codes they are, such as an e-mail address.
    package let account: String
    package let totp: TOTP

    /// A URI of ours. A colon separates the names in the label and can't be part of them, so it becomes a space.
    package init(issuer: String, account: String, totp: TOTP) {
        self.init(shownIssuer: Self.withoutColons(issuer), shownAccount: Self.withoutColons(account), totp: totp)
    }

    private init(shownIssuer: String, shownAccount: String, totp: TOTP) {
        issuer = shownIssuer
        account = shownAccount
        self.totp = totp
    }

    /// The URI as text. Hash, digits and period stand in it even when they are the standard ones, because apps differ
    /// in what they assume.
    package var text: String {
        let label = [issuer, account].filter { !$0.isEmpty }.map(PercentEncoding.encode).joined(separator: ":")
        var query = ["secret=\(totp.secret.base32)"]
        if !issuer.isEmpty { query.append("issuer=\(PercentEncoding.encode(issuer))") }
        query.append("algorithm=\(totp.parameters.hash.rawValue)")
        query.append("digits=\(totp.parameters.digits)")
        query.append("period=\(totp.parameters.period)")
        return "otpauth://totp/\(label)?\(query.joined(separator: "&"))"
    }

    package var description: String { "‹otpauth URI›" }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }

    private static func withoutColons(_ name: String) -> String {
        String(name.map { $0 == ":" ? " " : $0 })
    }
}

// MARK: Reading

extension OTPAuthURI {
    /// Why a text is not a URI that a secret can be taken from (TOTP-18).
    package enum Refusal: Error, Hashable {
        /// Longer than any QR code that a service shows.
        case tooLong
        case notOTPAuth
        /// Counter-based, or a kind that nobody has defined.
        case notTimeBased
        /// A broken percent-escape, bytes that are not UTF-8, or control characters in a name.
        case malformed
        /// A parameter that counts stands there twice: apps would disagree about which one is meant.
        case repeated(parameter: String)
        case missingSecret
        case secret(TOTPSecret.Refusal)
        case unknownHash
        /// `digits` or `period` is not a plain decimal number.
        case notANumber(parameter: String)
        case parameters(TOTPParameters.Refusal)
    }

    /// Reads a URI from another service. Parameters that say nothing about the code, such as `image`, are passed over.
    package init(parsing text: String) throws(Refusal) {
        guard text.utf8.count <= Self.longestText else { throw .tooLong }
        let (label, query) = try Self.split(text)
        let parameters = try Self.parameters(ofQuery: query)

        guard let secretText = parameters["secret"], !secretText.isEmpty else { throw .missingSecret }
        let secret: TOTPSecret
        do { secret = try TOTPSecret(foreignBase32: secretText) } catch { throw .secret(error) }
        let totp = TOTP(secret: secret, parameters: try Self.totpParameters(parameters))

        let (labelIssuer, account) = try Self.names(inLabel: label)
        let issuer = parameters["issuer"] ?? labelIssuer
        guard !Self.hasControlCharacters(issuer + account) else { throw .malformed }
        self.init(shownIssuer: issuer, shownAccount: account, totp: totp)
    }

    private static let longestText = 2_048

    private static func split(_ text: String) throws(Refusal) -> (label: Substring, query: Substring) {
        let scheme = "otpauth://"
        guard text.prefix(scheme.count).lowercased() == scheme else { throw .notOTPAuth }
        let parts = text.dropFirst(scheme.count).split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].lowercased() == "totp" else { throw .notTimeBased }
        let path = parts[1].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard path.count == 2 else { throw .missingSecret }
        return (path[0], path[1])
    }

    private static func parameters(ofQuery query: Substring) throws(Refusal) -> [String: String] {
        var parameters: [String: String] = [:]
        for field in query.split(separator: "&") {
            let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            let name = parts[0].lowercased()
            guard ["secret", "issuer", "algorithm", "digits", "period"].contains(name) else { continue }
            guard let value = PercentEncoding.decode(parts[1], plusIsSpace: true) else { throw .malformed }
            guard parameters.updateValue(value, forKey: name) == nil else { throw .repeated(parameter: name) }
        }
        return parameters
    }

    private static func totpParameters(_ parameters: [String: String]) throws(Refusal) -> TOTPParameters {
        let standard = TOTPParameters.standard
        guard let hash = hash(named: parameters["algorithm"]) else { throw .unknownHash }
        let digits = try number("digits", in: parameters) ?? standard.digits
        let period = try number("period", in: parameters) ?? standard.period
        do { return try TOTPParameters(hash: hash, digits: digits, period: period) } catch { throw .parameters(error) }
    }

    /// Names as in the key URI format; some services write `SHA-256` or `HmacSHA256`.
    private static func hash(named name: String?) -> HashFunction? {
        guard let name else { return .sha1 }
        let plain = name.uppercased().filter { $0 != "-" }
        return HashFunction(rawValue: plain.hasPrefix("HMAC") ? String(plain.dropFirst(4)) : plain)
    }

    private static func number(_ name: String, in parameters: [String: String]) throws(Refusal) -> Int? {
        guard let text = parameters[name] else { return nil }
        guard (1...9).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw .notANumber(parameter: name)
        }
        return Int(text)
    }

    private static func names(inLabel label: Substring) throws(Refusal) -> (issuer: String, account: String) {
        guard let decoded = PercentEncoding.decode(label) else { throw .malformed }
        let parts = decoded.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return ("", decoded) }
        return (String(parts[0]), String(parts[1].drop { $0 == " " }))
    }

    private static func hasControlCharacters(_ name: String) -> Bool {
        name.unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }
    }
}
