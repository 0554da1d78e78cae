internal import AuthenticatorCore

/// Which of this machine's installations a command is for.
struct Choosing: Sendable {
    let all: [SavedInstallation]
    let person: Person

    private var words: Words { person.words }

    /// The one that `account` names, or the only one there is. Says why there is none before it throws.
    ///
    /// - Parameter origin: Only those of this server, if the command is for one.
    func installation(of account: String?, at origin: ServerOrigin? = nil) throws -> SavedInstallation {
        guard !all.isEmpty else { throw trouble(words.notEnrolled, .notReady) }
        let ofServer = origin.map { origin in all.filter { $0.origin == origin.text } } ?? all
        guard !ofServer.isEmpty else { throw trouble(words.otherServer, .unusable) }
        let named = account.map { Self.named($0, among: ofServer) } ?? ofServer
        // One that has ended still has its codes, but one that lives is what is meant.
        let live = named.filter { $0.ending == nil }
        let fitting = live.isEmpty ? named : live
        switch fitting.count {
        case 0: throw trouble(words.noSuchAccount(ofServer.map(\.fullName)), .unusable)
        case 1: return fitting[0]
        default: throw trouble(words.whichAccount(fitting.map(\.fullName)), .unusable)
        }
    }

    /// By the whole name first, so that one account's name may be the beginning of another's.
    private static func named(_ name: String, among all: [SavedInstallation]) -> [SavedInstallation] {
        let exact = all.filter { [$0.identifier, $0.fullName, $0.accountName].contains(name) }
        return exact.isEmpty ? all.filter { $0.fullName.hasPrefix(name) } : exact
    }

    private func trouble(_ line: String, _ status: Trouble.Status) -> Trouble {
        person.warn(line)
        return Trouble(status)
    }
}

extension SavedInstallation {
    /// The account, and where: one person may have the same address on two servers.
    var fullName: String { "\(identifier) \(origin)" }
}
