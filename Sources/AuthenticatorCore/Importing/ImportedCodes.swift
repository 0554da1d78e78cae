package import OneTimeCodes

/// The codes of one service, as they came from elsewhere. They print without the secret.
public struct ImportedCodes: Sendable, CustomStringConvertible, CustomReflectable {
    /// Who asks for the codes; may be empty.
    public let issuer: String
    /// Whose codes they are; may be empty.
    public let account: String
    package let totp: TOTP
    /// What a vault calls them from which they come, so that they are not another entry beside the one they were.
    let entryID: String?

    init(issuer: String, account: String, totp: TOTP, entryID: String? = nil) {
        self.entryID = entryID
        self.issuer = PlainName.make(issuer)
        self.account = PlainName.make(account)
        self.totp = totp
    }

    public var description: String { "‹codes of \(issuer)›" }
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}

/// A name of a service or an account without what would make it read as something else: control and direction characters.
enum PlainName {
    /// Longer names are cut, not refused: they are only shown.
    private static let longest = 100

    static func make(_ text: String) -> String {
        let kept = text.unicodeScalars.filter {
            switch $0.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
            default: true
            }
        }
        let whole = String(String.UnicodeScalarView(kept)).drop { $0.isWhitespace }
        let trimmed = whole.reversed().drop { $0.isWhitespace }.reversed()
        return String(String(trimmed).unicodeScalars.prefix(longest))
    }
}
