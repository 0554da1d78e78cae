/// Bounds of one store. The defaults are right for one server.
package struct StoreSettings: Sendable {
    /// SQLite: connections that read. PostgreSQL ignores it.
    package var readers = 3
    /// SQLite: how long a statement waits for another process that holds the file.
    package var busyTimeout: Duration = .seconds(5)
    /// PostgreSQL: connections in the pool.
    package var connections = 8
    /// PostgreSQL: how long connecting may take.
    package var connectTimeout: Duration = .seconds(5)
    /// PostgreSQL: how long one statement may take.
    package var statementTimeout: Duration = .seconds(10)
    /// PostgreSQL: how often a transaction is tried that loses against others.
    package var tries = 12
    /// Steps that may wait for a connection; more are refused.
    package var waitingSteps = 10_000

    package init() {}
}

/// Where the database is.
package enum StoreLocation: Sendable, Equatable {
    /// A SQLite file; it is made if there is none.
    case file(path: String)
    /// A PostgreSQL server, as a `postgresql://` URL, which may hold a password.
    case server(url: String)

    /// Reads what the operator configured: a `postgresql://` or `postgres://` URL, a `sqlite://` or `sqlite:` one, or a
    /// plain path.
    package init(_ text: String) {
        if text.hasPrefix("postgresql://") || text.hasPrefix("postgres://") {
            self = .server(url: text)
        } else if let scheme = ["sqlite://", "sqlite:"].first(where: text.hasPrefix) {
            self = .file(path: String(text.dropFirst(scheme.count)))
        } else {
            self = .file(path: text)
        }
    }
}

extension StoreLocation: CustomStringConvertible {
    /// For logs: a URL without its password and its options.
    package var description: String {
        switch self {
        case .file(let path): return path
        case .server(let url):
            let place = url.prefix { $0 != "?" }
            guard let at = place.lastIndex(of: "@"), let scheme = place.firstIndex(of: ":") else {
                return String(place)
            }
            return place[...scheme] + "//" + place[place.index(after: at)...]
        }
    }
}
