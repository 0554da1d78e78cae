internal import Identity

/// What an administrator asks of the installation at its own machine.
///
/// A running server answers it through its control socket, because it alone may use the SQLite file; without a server
/// the command opens the database itself and answers in the same way.
enum ControlRequest: Codable, Sendable {
    case setUpLink
    case invite(address: String, name: String?, language: Language, asAdministrator: Bool)
    case accounts
    case account(String)
    case disable(String)
    case enable(String)
    case revoke(String, Revocation)
    case liftNetworks(String)
    /// Of one account, or of all; `below` is a level's word.
    case readiness(account: String?, below: String?)
    case messages(limit: Int)
    case trialMessage(address: String, language: Language)
    case verifyAudit
    case auditLog(after: Int64, limit: Int)
    case backup(path: String)
    case explain(String)
    case status
    case addApplication(NewApplication)
    case applications
    /// By its client ID.
    case removeApplication(String)
    case rotateKeys

    /// An application to be registered, in the words of the command.
    struct NewApplication: Codable, Sendable {
        let name: String
        let redirects: [String]
        let logoutRedirects: [String]
        let isPublic: Bool
        let secretInForm: Bool
        let wantsRS256: Bool
        let isTrusted: Bool
        let require: String
        var keySet: String?
        var pushesRequests = false
        var signsInDevices = false
        var ownScopes: [String] = []
        var ownAudience: String?
        var logoutNotice: String?
    }

    /// What is taken away from an account.
    enum Revocation: Codable, Sendable {
        case allDevices
        /// By name or ID.
        case named(String)
        case backupCodes
        case passphrase
    }
}
