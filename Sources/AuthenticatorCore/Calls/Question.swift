internal import ApprovalProtocol

/// A request for approval, to be shown to the person: who asks, from where, and how long it stays open.
///
/// All texts are what the server saw, which an attacker may have chosen: show them as plain text.
public struct Question: Sendable {
    /// What the person is asked for.
    public enum Purpose: String, Sendable {
        case signIn, stepUp, test, scan
    }

    public let id: String
    public let purpose: Purpose
    /// How many digits the person types from the other screen; nil if none.
    public let digits: Int?
    /// By the server's clock.
    public let expires: Int64
    public let application: String
    /// Where the address is said to be; empty if that is not known.
    public let place: String
    public let address: String
    public let browser: String
    /// When it was asked, by the server's clock.
    public let askedAt: Int64
    public let accountName: String
    let nonce: [UInt8]

    init(_ summary: RequestSummary) {
        id = summary.id
        purpose = Purpose(rawValue: summary.purpose.rawValue) ?? .signIn
        digits = summary.digits
        expires = summary.expires
        application = Self.plain(summary.context.application)
        place = Self.plain(summary.context.place)
        address = Self.plain(summary.context.address)
        browser = Self.plain(summary.context.browser)
        askedAt = summary.context.at
        accountName = Self.plain(summary.accountName)
        nonce = summary.nonce.bytes
    }

    /// Without control characters and marks that change the direction of text, and of bounded length (PUSH-13): a name
    /// can't move the cursor of a terminal, nor pretend to be another line.
    static func plain(_ text: String) -> String {
        let kept = text.unicodeScalars.filter { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
            default: true
            }
        }
        return String(String.UnicodeScalarView(kept.prefix(200)))
    }
}

/// What the person says to a ``Question``.
public enum Decision: Sendable, Hashable {
    /// With the digits that were typed, where the question asks for some.
    case approve(number: String?)
    case refuse
    /// The person did not ask for this: it refuses, stops further requests, and alerts.
    case notMe
}

/// What became of an answer.
public enum AnswerResult: String, Sendable {
    case approved, refused
    /// Another device was first, or this one before.
    case alreadyAnswered
    case expired
}
