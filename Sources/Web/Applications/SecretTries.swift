internal import Identity
internal import SignInPolicy
internal import Synchronization

/// Counts wrong secrets of applications by the network they come from, so that whoever tries them costs little. An
/// application that has been right from there goes on: nobody silences it by being wrong beside it.
///
/// In memory, and so of this node alone. A class with a lock, because all requests share it.
final class SecretTries: Sendable {
    private struct Table {
        var used: [String: Moment] = [:]
        var homes: [String: String] = [:]
    }

    private let table = Mutex(Table())
    private let time: any TimeSource
    private let allowance: Allowance
    /// How many networks and applications are remembered at most.
    private let room: Int

    init(
        time: any TimeSource,
        allowance: Allowance = Allowance(count: Limits.appFailuresOfNetwork, in: Limits.appFailureWindow),
        room: Int = 10_000
    ) {
        self.time = time
        self.allowance = allowance
        self.room = room
    }

    /// How long to wait before a secret is looked at; `nil` if it is looked at now.
    func wait(for application: String, in network: String) -> Duration? {
        let now = time.now()
        return table.withLock { table in
            guard table.homes[application] != network,
                case .wait(let until) = allowance.answer(usedUntil: table.used[network], at: now)
            else { return nil }
            return until - now
        }
    }

    func noteFailure(in network: String) {
        let now = time.now()
        table.withLock { table in
            if table.used.count >= room { table.used = table.used.filter { $0.value > now } }
            guard table.used.count < room || table.used[network] != nil,
                case .allowed(let until) = allowance.answer(usedUntil: table.used[network], at: now)
            else { return }
            table.used[network] = until
        }
    }

    func noteSuccess(of application: String, in network: String) {
        table.withLock { table in
            if table.homes.count >= room { table.homes = [:] }
            table.homes[application] = network
        }
    }
}
