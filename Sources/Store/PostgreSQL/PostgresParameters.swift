import CLibpq
import Foundation
import Identity

/// How a connection is made: the operator's URL, between what it may override and what it may not.
struct PostgresParameters {
    private let entries: [(key: String, value: String)]

    init(url: String, settings: StoreSettings) {
        entries = [
            // A server that vanished without a word is noticed within about fifteen seconds.
            ("connect_timeout", "\(max(2, settings.connectTimeout.wholeSeconds))"),
            ("keepalives_idle", "5"), ("keepalives_interval", "3"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "15000"),
            ("application_name", "aikagi"),
            // libpq reads the URL here; what it says overrides what stands above, `sslmode` included.
            ("dbname", url),
            ("client_encoding", "UTF8"),
        ]
    }

    /// What every session is told first.
    static func sessionSettings(_ settings: StoreSettings) -> [String] {
        let statementLimit = settings.statementTimeout.wholeMilliseconds
        return [
            "SET statement_timeout = \(statementLimit)",
            "SET lock_timeout = \(statementLimit)",
            "SET idle_in_transaction_session_timeout = \(max(60_000, statementLimit * 2))",
            "SET synchronous_commit = on",
            "SET standard_conforming_strings = on",
            "SET default_transaction_isolation = 'read committed'",
            "SET timezone = 'UTC'",
        ]
    }

    /// Blocks until there is a connection or a reason why not; the caller asks for its status.
    func connect() -> OpaquePointer? {
        var keys: [UnsafePointer<CChar>?] = entries.map { UnsafePointer(strdup($0.key)) } + [nil]
        var values: [UnsafePointer<CChar>?] = entries.map { UnsafePointer(strdup($0.value)) } + [nil]
        defer { for pointer in keys + values { free(UnsafeMutablePointer(mutating: pointer)) } }
        return PQconnectdbParams(&keys, &values, 1)
    }
}
