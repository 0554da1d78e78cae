import Foundation
import Identity
import Logging
import Store
import TestSupport

/// A store on a database of its own, and the few things that most tests need in it.
struct Fixture {
    static let noon = Moment(secondsSinceEpoch: 1_800_000_000)
    static let kinds = TestDatabase.Kind.available

    let database: TestDatabase
    let store: Store
    let masterKey: MasterKey
    let noon = Fixture.noon

    init(_ kind: TestDatabase.Kind) async throws {
        let database = try TestDatabase(kind)
        let masterKey = MasterKey(bytes: .random())
        self.database = database
        self.masterKey = masterKey
        store = try await Self.open(database, masterKey)
    }

    /// Another store on the same database: what a second server process is to PostgreSQL.
    func secondStore() async throws -> Store {
        try await Self.open(database, masterKey)
    }

    /// Closes the store and opens it again, as a restart does.
    func restarted() async throws -> Store {
        await store.close()
        return try await secondStore()
    }

    static func open(_ database: TestDatabase, _ masterKey: MasterKey) async throws -> Store {
        var settings = StoreSettings()
        settings.connections = 4
        return try await Store.open(
            at: StoreLocation(database.location), masterKey: masterKey, settings: settings,
            logger: Logger(label: "test"))
    }

    /// An active account, `name` being its ID and display name.
    @discardableResult
    func account(_ name: String = "ada") async throws -> AccountID {
        let account = AccountRecord(
            id: AccountID(name), state: .active, displayName: name, language: .english, createdAt: noon)
        try await store.write { try $0.create(account) }
        return account.id
    }

    func address(_ text: String) -> Identifier {
        .email(EmailAddress(canonical: text.lowercased(), shown: text))
    }

    /// A code app of the account whose steps are all unspent.
    @discardableResult
    func codeApp(_ name: String = "app", of account: AccountID) async throws -> AuthenticatorID {
        let app = CodeAppRecord(
            id: AuthenticatorID(name), account: account, name: name, seed: Secret(Array("a seed of 20 bytes..".utf8)),
            lastStep: 0, createdAt: noon)
        try await store.write { try $0.enrol(app) }
        return app.id
    }

    func session(_ name: String, of account: AccountID, at now: Moment = Fixture.noon) -> SessionRecord {
        SessionRecord(
            id: SessionID(name), account: account, tokenHash: Array("token \(name)".utf8), authentication: [1, 2, 3],
            createdAt: now, provenAt: now, lastUsedAt: now, idleEndsAt: now + .seconds(3_600),
            endsAt: now + .seconds(86_400), source: .loopback)
    }
}

extension ClientSource {
    static let loopback = ClientSource(
        address: "127.0.0.1", browser: BrowserDescription(name: "Firefox", platform: "Linux"))
}

/// Runs `body` so often at once, and returns what came of each.
func atOnce<Answer: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (Int) async throws -> Answer
) async throws -> [Answer] {
    try await withThrowingTaskGroup(of: Answer.self) { group in
        for index in 0..<count { group.addTask { try await body(index) } }
        return try await group.reduce(into: []) { $0.append($1) }
    }
}
