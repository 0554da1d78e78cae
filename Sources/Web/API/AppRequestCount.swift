internal import Identity
internal import SignInPolicy
internal import Synchronization

/// Counts the requests of apps: by network before anything is read, by installation once its signature is known to be
/// good, and wrong signatures by network.
///
/// In memory, and so of this node alone: what it saves is the work of the database. A class with a lock, because all
/// requests share it; the work under the lock is a few look-ups.
final class AppRequestCount: Sendable {
    fileprivate enum Key: Hashable {
        case network(String)
        case failures(String)
        case installation(AuthenticatorID)
        /// Everybody for whom there was no room in the table.
        case rest
    }

    fileprivate struct Table {
        /// Up to when each allowance is used. What lies in the past says nothing, and may be forgotten.
        var used: [Key: Moment] = [:]
        /// From where an installation's signature was good last.
        var homes: [String: String] = [:]
    }

    private let table = Mutex(Table())
    private let limits: AppRequestLimits
    private let time: any TimeSource
    private let room: Int

    /// - Parameter room: how many networks and installations are remembered at most; some hundred bytes each.
    init(_ limits: AppRequestLimits, time: any TimeSource, room: Int = 20_000) {
        self.limits = limits
        self.time = time
        self.room = room
    }

    /// Counts a request of a network.
    ///
    /// - Throws: A problem that says how long to wait; the request then doesn't count.
    func admit(network: String) throws(APIProblem) {
        try take(.network(network), limits.ofNetwork)
    }

    /// Counts a request that an installation has signed, and remembers where it is.
    func admit(_ installation: AuthenticatorID, from network: String) throws(APIProblem) {
        table.withLock { table in
            if table.homes.count >= room { table.homes = [:] }
            table.homes[installation.rawValue] = network
        }
        try take(.installation(installation), limits.ofInstallation)
    }

    /// Refuses to look at signatures from a network that has sent too many wrong ones. Installations that are known to
    /// be there go on, so that nobody silences them by sending rubbish beside them.
    func expectSignature(by keyID: String, from network: String) throws(APIProblem) {
        let now = time.now()
        let answer: Allowance.Answer? = table.withLock { table in
            guard table.homes[keyID] != network else { return nil }
            return limits.failures.answer(usedUntil: table.used[.failures(network)], at: now)
        }
        if case .wait(let until) = answer { throw .slowDown(until: until, at: now) }
    }

    /// Counts a wrong signature. It has been refused already, whatever the count.
    func noteFailure(from network: String) {
        try? take(.failures(network), limits.failures)
    }

    private func take(_ wanted: Key, _ allowance: Allowance) throws(APIProblem) {
        let now = time.now()
        let answer: Allowance.Answer = table.withLock { table in
            let key = table.makeRoom(for: wanted, in: room, at: now)
            let answer = allowance.answer(usedUntil: table.used[key], at: now)
            if case .allowed(let until) = answer { table.used[key] = until }
            return answer
        }
        if case .wait(let until) = answer { throw .slowDown(until: until, at: now) }
    }
}

extension AppRequestCount.Table {
    /// The key to count by: the wanted one, unless the table is full of others that count (HTTP-09).
    fileprivate mutating func makeRoom(
        for key: AppRequestCount.Key, in room: Int, at now: Moment
    ) -> AppRequestCount.Key {
        guard used[key] == nil, used.count >= room else { return key }
        used = used.filter { $0.value > now }
        return used.count < room ? key : .rest
    }
}
