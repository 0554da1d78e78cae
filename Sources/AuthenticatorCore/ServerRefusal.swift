internal import ApprovalProtocol

/// Why the server did not do what it was asked.
public enum ServerRefusal: Error, Sendable, Hashable {
    /// The device's clock is more than a minute off. Correct it by ``ServerClock/correct(serverTime:now:)`` and ask again,
    /// once; tell the person.
    case clockOff(serverTime: Int64)
    /// The server does not speak this library's version.
    case versionUnsupported(supported: [Int])
    /// The installation has ended, and its keys can be deleted.
    case gone(Ending)
    /// No such installation.
    case unknownInstallation
    /// No such thing, somebody else's, or over.
    case notFound
    case wrongNumber(triesLeft: Int)
    case pinWrong(triesLeft: Int)
    /// Ten wrong PINs: the approval key can't be opened any more. Enrol again.
    case pinDestroyed
    /// Not the passphrase of the account.
    case passphraseWrong
    /// Another installation has saved a newer vault: fetch it, merge, try again.
    case vaultChanged(version: Int64)
    /// The vault has another key by now: fetch it, and ask for the passphrase.
    case vaultKeyChanged(keyNumber: Int64)
    case tooManyDevices
    /// The link was used, has expired, or never was one.
    case linkGone
    case notAllowed
    case slowDown(seconds: Int)
    case unavailable
    /// The request was refused for what it is: a mistake in the app, or something on the way that changes requests.
    case badRequest(detail: String)

    /// Why an installation has ended.
    public enum Ending: String, Sendable, Hashable {
        case signedOut, reportedLost, replaced, revoked, notAnswering
        /// Two copies of its keys were in use.
        case copied
        /// A reason that this library does not know.
        case unknown
    }

    /// What an answer says that is none of a ``Call``, such as that to the request for the stream: a ``ServerRefusal``,
    /// or ``UnreadableAnswer``.
    public static func reading(_ answer: HTTPAnswer) -> any Error {
        guard let problem = try? JSON.read(Problem.self, answer.body) else {
            return UnreadableAnswer(status: answer.status)
        }
        return ServerRefusal(problem)
    }

    private init(_ problem: Problem) {
        self =
            switch problem.code {
            case .clockOff: problem.serverTime.map(Self.clockOff) ?? .badRequest(detail: problem.detail)
            case .versionUnsupported: .versionUnsupported(supported: problem.supported ?? [])
            case .gone: .gone(problem.reason.flatMap { Ending(rawValue: $0.rawValue) } ?? .unknown)
            case .unknownInstallation: .unknownInstallation
            case .notFound: .notFound
            case .wrongNumber: .wrongNumber(triesLeft: problem.triesLeft ?? 0)
            case .pinWrong: .pinWrong(triesLeft: problem.triesLeft ?? 0)
            case .pinDestroyed: .pinDestroyed
            case .passphraseWrong: .passphraseWrong
            case .vaultChanged: .vaultChanged(version: problem.version ?? 0)
            case .vaultKeyChanged: .vaultKeyChanged(keyNumber: problem.keyNumber ?? 0)
            case .tooMany: .tooManyDevices
            case .linkGone: .linkGone
            case .notAllowed: .notAllowed
            case .slowDown: .slowDown(seconds: problem.retryAfter ?? 60)
            case .unavailable: .unavailable
            case .badSignature, .replayed, .badInput: .badRequest(detail: problem.detail)
            }
    }
}
