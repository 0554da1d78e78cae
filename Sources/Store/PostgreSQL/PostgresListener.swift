import CLibpq
import Foundation
import Logging
import Synchronization

/// Hears what other servers on the same database signal: one connection on a thread of its own that only listens.
///
/// A signal that is sent while the connection is down is lost for this server. So whenever it listens again, everybody
/// who waits here is woken to read again; a signal says nothing that a read doesn't.
///
/// It works with PostgreSQL itself or a pooler that keeps one server connection for each client; one that hands server
/// connections from transaction to transaction swallows `LISTEN`.
final class PostgresListener: Sendable {
    /// Names this server, so that it passes over its own signals: those it has delivered already.
    private let server = UUID().uuidString
    private let url: String
    private let settings: StoreSettings
    private let logger: Logger
    private let crew = ThreadCrew()
    /// A pipe that nobody writes to: it becomes readable when its other end is closed.
    private let stopped: Int32
    /// `nil` once it is closed.
    private let stopper: Mutex<Int32?>

    init(url: String, settings: StoreSettings, logger: Logger) throws {
        self.url = url
        self.settings = settings
        self.logger = logger
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw StoreFault.overloaded }
        stopped = ends[0]
        stopper = Mutex(ends[1])
    }

    deinit { Foundation.close(stopped) }

    /// Begins to listen on a thread of its own, and goes on until ``stop()``.
    func start(_ signals: Signals) {
        crew.start(named: "store listener") { [self] in listen(for: signals) }
    }

    /// Stops at once, whatever it waits for.
    func stop() async {
        beginToStop()
        await crew.allEnded()
    }

    /// Lets the thread end by itself: for a store that nobody holds any more.
    func beginToStop() {
        stopper.withLock { end in
            if let open = end { Foundation.close(open) }
            end = nil
        }
    }

    /// Signals to the other servers, with the commit of this transaction and not without it.
    func announce(_ topics: Set<Topic>, on runner: any StatementRunner) throws {
        for topic in topics {
            _ = try runner.change(
                "SELECT pg_notify('aikagi_' || md5(current_schema()), :payload)",
                ["payload": "\(server) \(topic.payload)"])
        }
    }

    // MARK: The thread

    private func listen(for signals: Signals) {
        var pause: Int32 = 100
        repeat {
            do {
                let connection = try PostgresConnection(url: url, settings: settings)
                try connection.listen()
                signals.wakeEverybody()
                pause = 100
                try hear(connection, signals)
            } catch {
                logger.warning(
                    "the connection that hears other servers is down; it is made anew", metadata: ["error": "\(error)"])
            }
            pause = min(pause * 2, 5_000)
        } while !stops(within: pause)
    }

    /// Delivers what is heard until the connection breaks or this is stopped.
    private func hear(_ connection: PostgresConnection, _ signals: Signals) throws {
        while true {
            signals.deliver(Set(connection.notifications().compactMap(foreignTopic)))
            var watched = [
                pollfd(fd: connection.socket, events: Int16(POLLIN), revents: 0),
                pollfd(fd: stopped, events: Int16(POLLIN), revents: 0),
            ]
            let ready = poll(&watched, 2, -1)
            guard watched[1].revents == 0 else { return }
            if ready > 0 { try connection.readInput() }
        }
    }

    private func foreignTopic(_ payload: String) -> Topic? {
        let parts = payload.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0] != server else { return nil }
        return Topic(payload: parts[1])
    }

    private func stops(within milliseconds: Int32) -> Bool {
        var watched = pollfd(fd: stopped, events: Int16(POLLIN), revents: 0)
        return poll(&watched, 1, milliseconds) > 0
    }
}

extension PostgresConnection {
    var socket: Int32 { PQsocket(connection) }

    /// Begins to get the signals of this installation: of those servers whose tables are in the same schema.
    func listen() throws {
        guard let channel = ask("SELECT 'aikagi_' || md5(current_schema())") else {
            throw StoreFault.unreachable("the name of the channel is unknown")
        }
        try command("LISTEN \(channel)")
    }

    /// Reads what the server has sent, without waiting.
    func readInput() throws {
        guard PQconsumeInput(connection) == 1 else { throw StoreFault.unreachable("the connection broke") }
    }

    /// What has been signalled since the last call.
    func notifications() -> [String] {
        var payloads: [String] = []
        while let notification = PQnotifies(connection) {
            payloads.append(String(cString: notification.pointee.extra))
            PQfreemem(notification)
        }
        return payloads
    }
}
