import Identity
import Logging
import TestSupport
import Testing

@testable import Store

@Suite(.serialized) struct `The schema` {
    private let keys = StoreKeys(masterKey: MasterKey(bytes: .random()))
    private static let statementCount = Schema.migrations.map(\.statements.count).reduce(0, +)

    private func driver(_ database: TestDatabase) async throws -> any Driver {
        var settings = StoreSettings()
        settings.connections = 1
        return try await Store.driver(
            at: StoreLocation(database.location), settings: settings, logger: Logger(label: "test"))
    }

    private func tables(_ driver: any Driver) async throws -> [String] {
        let sql = driver.tableNames
        return try await driver.read { runner in try runner.rows(sql, [:]).map { try $0["name"] } }
    }

    /// The released migrations, with the statement of that number, counted over all of them, in `replacement`'s place.
    private func migrations(breakingAt index: Int, with replacement: SQL) -> [Migration] {
        var rest = index
        return Schema.migrations.map { migration in
            var statements = migration.statements
            if rest >= 0 && rest < statements.count { statements[rest] = replacement }
            rest -= migration.statements.count
            return Migration(version: migration.version, title: migration.title, statements: statements)
        }
    }

    /// How many migrations end before the statement of that number.
    private func wholeMigrations(before index: Int) -> Int {
        var rest = index
        return Schema.migrations.prefix { migration in
            rest -= migration.statements.count
            return rest >= 0
        }.count
    }

    /// The tables that each version has, from the empty schema on.
    private func tablesOfVersions(_ kind: TestDatabase.Kind) async throws -> [[String]] {
        let database = try TestDatabase(kind)
        let driver = try await driver(database)
        var found: [[String]] = []
        for version in 0...Schema.currentVersion {
            try await Migrator(driver: driver, keys: keys).migrate(to: version)
            found.append(try await tables(driver))
        }
        await driver.close()
        return found
    }

    @Test(arguments: TestDatabase.Kind.available)
    func `REL-45: a start that dies at any statement leaves nothing half done, and the next one completes`(
        kind: TestDatabase.Kind
    ) async throws {
        let database = try TestDatabase(kind)
        let broken: SQL = "INSERT INTO no_such_table VALUES (1)"
        let whole = try await tablesOfVersions(kind)
        for index in 0..<Self.statementCount {
            let driver = try await driver(database)
            let migrator = Migrator(driver: driver, keys: keys)
            await #expect(throws: StoreFault.self, "statement \(index)") {
                try await migrator.migrate(migrations(breakingAt: index, with: broken))
            }
            let version = try await migrator.version()
            #expect(version == wholeMigrations(before: index), "statement \(index)")
            #expect(try await tables(driver) == whole[version], "statement \(index)")
            await driver.close()
        }
        let driver = try await driver(database)
        let migrator = Migrator(driver: driver, keys: keys)
        try await migrator.migrate()
        #expect(try await migrator.version() == Schema.currentVersion)
        let expected = Schema.backedUpTables + Schema.passingTables + ["schema_version"]
        #expect(try await tables(driver) == expected.sorted())
        await driver.close()
    }

    @Test(
        .enabled(if: TestDatabase.Kind.available.contains(.postgreSQL)),
        arguments: [0, 1, 7, 20, statementCount - 1])
    func `REL-45: a connection that is killed at a statement leaves nothing half done`(index: Int) async throws {
        let database = try TestDatabase(.postgreSQL)
        let driver = try await driver(database)
        let migrator = Migrator(driver: driver, keys: keys)
        await #expect(throws: StoreFault.self) {
            try await migrator.migrate(
                migrations(breakingAt: index, with: "SELECT pg_terminate_backend(pg_backend_pid())"))
        }
        try await migrator.migrate()
        #expect(try await migrator.version() == Schema.currentVersion)
        await driver.close()
    }

    @Test(arguments: TestDatabase.Kind.available)
    func `REL-45: an older binary refuses a newer schema, in plain words, and touches nothing`(
        kind: TestDatabase.Kind
    ) async throws {
        let database = try TestDatabase(kind)
        let masterKey = MasterKey(bytes: .random())
        func open() async throws -> Store {
            try await Store.open(
                at: StoreLocation(database.location), masterKey: masterKey, logger: Logger(label: "test"))
        }
        await (try open()).close()
        let next = Schema.currentVersion + 1
        try database.tell("INSERT INTO schema_version (version) VALUES (\(next))")
        let before = try database.dump()
        let fault = await #expect(throws: StoreFault.newerSchema(found: next, known: Schema.currentVersion)) {
            try await open()
        }
        #expect(fault?.description.contains("Use the newer version") == true)
        #expect(try database.dump() == before)
    }

    @Test(.enabled(if: TestDatabase.Kind.available.contains(.postgreSQL)))
    func `REL-47: of eight servers that start at once one migrates, and all serve`() async throws {
        let database = try TestDatabase(.postgreSQL)
        let masterKey = MasterKey(bytes: .random())
        let stores = try await atOnce(8) { _ in
            var settings = StoreSettings()
            settings.connections = 2
            return try await Store.open(
                at: StoreLocation(database.location), masterKey: masterKey, settings: settings,
                logger: Logger(label: "test"))
        }
        for store in stores {
            try await store.check()
            await store.close()
        }
        #expect(try database.tell("SELECT count(*) FROM schema_version") == "\(Schema.migrations.count)\n")
    }

    @Test(arguments: TestDatabase.Kind.available)
    func `a server that starts again changes nothing`(kind: TestDatabase.Kind) async throws {
        let fixture = try await Fixture(kind)
        try await fixture.account()
        let before = try fixture.database.dump()
        let store = try await fixture.restarted()
        #expect(try fixture.database.dump() == before)
        await store.close()
    }

    @Test func `migrations are numbered from 1 without a gap, and a backup knows every table`() {
        #expect(Schema.migrations.map(\.version) == Array(1...Schema.migrations.count))
        let made = Schema.migrations.flatMap(\.statements).compactMap { statement in
            statement.text.firstMatch(of: /CREATE TABLE (\w+)/).map { String($0.output.1) }
        }
        #expect(Set(made) == Set(Schema.backedUpTables + Schema.passingTables))
    }
}
