import Foundation

/// A database of its own for one test, on either kind, removed when nobody refers to it any more.
///
/// SQLite is always there. PostgreSQL is there when `AIKAGI_TEST_POSTGRES` holds the URL of a server on which
/// schemas may be made; `make test` starts one.
package final class TestDatabase: Sendable {
    package enum Kind: String, Sendable, CaseIterable, CustomStringConvertible {
        case sqlite = "SQLite"
        case postgreSQL = "PostgreSQL"

        package var description: String { rawValue }

        /// The kinds that this run can test.
        package static var available: [Kind] {
            TestDatabase.server == nil ? [.sqlite] : allCases
        }
    }

    /// The environment doesn't allow a database to be made.
    package struct Unavailable: Error {
        package let reason: String
    }

    package let kind: Kind
    /// A path or a `postgresql://` URL, as the operator would configure it.
    package let location: String
    /// A folder of this test's own.
    package let folder: TemporaryFolder
    private let name: String

    package init(_ kind: Kind) throws {
        self.kind = kind
        folder = try TemporaryFolder()
        name = "aikagi_test_" + UUID().uuidString.replacingOccurrences(of: "-", with: "").lowercased()
        switch kind {
        case .sqlite:
            location = folder.path + "/aikagi.sqlite"
        case .postgreSQL:
            guard let server = Self.server, var parts = URLComponents(string: server) else {
                throw Unavailable(reason: "AIKAGI_TEST_POSTGRES holds no URL")
            }
            // A schema is as good as a database for a test, and made a hundred times as fast.
            parts.queryItems =
                (parts.queryItems ?? []) + [URLQueryItem(name: "options", value: "-csearch_path=\(name)")]
            location = parts.string ?? server
            try Self.tell(server, "CREATE SCHEMA \(name)")
        }
    }

    deinit {
        guard kind == .postgreSQL, let server = Self.server else { return }
        _ = try? Self.tell(server, "SET client_min_messages = warning; DROP SCHEMA IF EXISTS \(name) CASCADE")
    }

    /// Runs SQL in this database past the store, as an attacker or an administrator with a shell would.
    ///
    /// - Returns: what the database's own client prints, one row a line.
    @discardableResult
    package func tell(_ sql: String) throws -> String {
        switch kind {
        case .sqlite: try Self.run("sqlite3", [location, sql])
        case .postgreSQL: try Self.tell(location, sql)
        }
    }

    /// Everything that somebody finds who has a copy of the database.
    package func dump() throws -> String {
        switch kind {
        case .sqlite: try Self.run("sqlite3", [location, ".dump"])
        case .postgreSQL:
            // A random word of the client, meant for `psql`, is the only difference between two equal dumps.
            try Self.run("pg_dump", ["--no-owner", "--schema", name, "--dbname", Self.server ?? ""])
                .split(separator: "\n").filter { !$0.contains("restrict ") }.joined(separator: "\n")
        }
    }

    private static var server: String? {
        ProcessInfo.processInfo.environment["AIKAGI_TEST_POSTGRES"].flatMap { $0.isEmpty ? nil : $0 }
    }

    @discardableResult
    private static func tell(_ url: String, _ sql: String) throws -> String {
        try run(
            "psql", ["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "-v", "ON_ERROR_STOP=1", "-c", sql, url])
    }

    private static func run(_ program: String, _ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let printed = output.fileHandleForReading.readDataToEndOfFile()
        let complaint = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Unavailable(reason: "\(program): \(String(decoding: complaint, as: UTF8.self))")
        }
        return String(decoding: printed, as: UTF8.self)
    }
}

/// A new empty folder that goes with the last reference to it.
package final class TemporaryFolder: Sendable {
    package let path: String

    package init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("aikagi-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}
