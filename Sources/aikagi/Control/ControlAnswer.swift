internal import Identity

/// The answer to a ``ControlRequest``, as values: the command makes words or JSON of it.
enum ControlAnswer: Codable, Sendable {
    /// A link for one person, shown once.
    case link(Link)
    /// Accounts exist, and there is no set-up link any more.
    case setUpFinished
    case accounts([Account])
    case account(Account)
    case readiness([Readiness])
    case messages([Message])
    case auditState(AuditState)
    case auditRows([AuditRow])
    case refusal(Refusal)
    case status(Status)
    case application(Application)
    case applications([Application])
    case done(String)
    /// The request makes sense, and the answer is no; with the reason in plain words.
    case refused(String)

    struct Link: Codable, Sendable {
        let url: String
        let expires: String
    }

    struct Account: Codable, Sendable {
        let id: String
        let name: String
        let state: String
        let role: String
        let language: String
        let created: String
        let identifiers: [String]
        /// How many devices with the app count.
        let devices: Int
        /// In words; `nil` where a list doesn't need them.
        var waysIn: [String]?
        var sessions: Int?
        /// The networks on the person's list, and whether sign-in is limited to them; `nil` likewise.
        var networks: [String]?
        var isLimitedToNetworks: Bool?
    }

    struct Application: Codable, Sendable {
        let clientID: String
        let name: String
        /// Shown once, when it was registered.
        let secret: String?
        let issuer: String
        let redirects: [String]
        let logoutRedirects: [String]
        let authentication: String
        let algorithm: String
        let isTrusted: Bool
        let require: String
        let created: String
        let terms: [String]
    }

    struct Message: Codable, Sendable {
        let id: String
        let created: String
        let recipient: String
        let kind: String
        let state: String
        let tries: Int
        let failure: String?
        let subject: String?
        let text: String?
    }

    struct AuditState: Codable, Sendable {
        let intact: Bool
        let rows: Int64?
        let firstBrokenRow: Int64?
        let reason: String?
    }

    struct AuditRow: Codable, Sendable {
        let sequence: Int64
        let time: String
        let event: String
        let result: String
        let account: String?
        let actor: String
        let subject: String?
        let address: String?
        let browser: String?
        let method: String?
        let reason: String?
        let detail: String?
        let hash: String
    }

    struct Refusal: Codable, Sendable {
        let helpCode: String
        let time: String
        let facts: [Fact]
    }

    struct Fact: Codable, Sendable {
        let name: String
        let value: String
    }

    struct Status: Codable, Sendable {
        let version: String
        let accounts: Int
        let waitingMessages: Int
        let failedMessages: Int
        let setUpIsFinished: Bool
    }
}
