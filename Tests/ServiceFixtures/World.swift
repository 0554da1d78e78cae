// A whole server without its edge, on a database of its own: what tests of use cases and of pages begin with. Time
// moves only when a test moves it, passwords are hashed at the lowest cost, and mails are read from the outbox.

internal import Crypto
package import Delivery
internal import Foundation
package import Identity
internal import Logging
package import PasswordHashing
package import SignInPolicy
package import SignInService
package import Store
package import TestSupport

/// A clock that stands still until a test moves it.
///
/// A class with a lock, because a test and the code under test share it.
package final class ManualTime: TimeSource, @unchecked Sendable {
    private let lock = NSLock()
    private var moment: Moment

    package init(_ moment: Moment) { self.moment = moment }

    package func now() -> Moment { lock.withLock { moment } }

    package func advance(by duration: Duration) { lock.withLock { moment = moment + duration } }

    package func set(to moment: Moment) { lock.withLock { self.moment = moment } }
}

/// The services on one store, and hands to reach around them.
package struct World: Sendable {
    package let database: TestDatabase
    package let masterKey: MasterKey
    package let time: ManualTime
    package let environment: Environment
    package let services: Services

    package static let kinds = TestDatabase.Kind.available
    /// Early in a step of the authenticator apps, beyond the grace of the step before.
    package static let noon = Moment(secondsSinceEpoch: 1_800_000_015)
    package static let origin = "http://localhost:8080"

    package init(
        _ kind: TestDatabase.Kind = .sqlite, rules: SignInRules = SignInRules(methods: SignInRules.builtMethods),
        cost: Argon2Cost? = nil, settings: StoreSettings = StoreSettings(),
        configure: (PublicOrigin, SignInRules) -> ServiceSettings = { ServiceSettings(origin: $0, rules: $1) }
    ) async throws {
        try await self.init(
            on: try TestDatabase(kind), masterKey: MasterKey(bytes: .random()), time: ManualTime(World.noon),
            rules: rules, cost: cost, settings: settings, configure: configure)
    }

    private init(
        on database: TestDatabase, masterKey: MasterKey, time: ManualTime, rules: SignInRules, cost: Argon2Cost?,
        settings: StoreSettings, configure: (PublicOrigin, SignInRules) -> ServiceSettings
    ) async throws {
        guard let origin = PublicOrigin(World.origin) else { throw NoOrigin() }
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let store = try await Store.open(
            at: StoreLocation(database.location), masterKey: masterKey, settings: settings, logger: logger)
        let letterhead = Letterhead(
            serviceName: "Aikagi", origin: World.origin,
            paths: .init(
                signIn: "/sign-in", passwordReset: "/password-reset", passwordChange: "/account/password",
                sessions: "/account/sessions", backupCodes: "/account/backup-codes", link: "/link/"))
        self.database = database
        self.masterKey = masterKey
        self.time = time
        environment = Environment(
            store: store,
            passwords: PasswordHasher(
                cost: try cost ?? Argon2Cost(memory: 8, passes: 1, lanes: 1), threads: 2, longestQueue: 400),
            outbox: Outbox(letterhead: letterhead, bell: OutboxBell()), time: time,
            settings: configure(origin, rules),
            keys: ServiceKeys { label in masterKey.derived(label).withUnsafeBytes { Array($0) } }, logger: logger)
        services = Services(environment)
    }

    /// A second server on the same database: PostgreSQL only.
    package func secondServer() async throws -> World {
        try await World(
            on: database, masterKey: masterKey, time: time, rules: environment.settings.rules, cost: nil,
            settings: StoreSettings(), configure: { [environment] _, _ in environment.settings })
    }

    private struct NoOrigin: Error {}

    package var store: Store { environment.store }

    /// A browser as the edge would describe it; each with a mark of its own unless one is given.
    package func client(
        mark: Secret<String>? = nil, trust: Secret<String>? = nil, address: String = "192.0.2.7"
    ) -> Client {
        Client(
            source: ClientSource(address: address, browser: BrowserDescription(name: "Firefox", platform: "Linux")),
            mark: mark ?? environment.tokens.token(), trust: trust, language: .english)
    }

    /// The letters that wait, newest first, with who they are for.
    package func letters(to address: String? = nil) async throws -> [(recipient: String, letter: Letter)] {
        try await store.read { transaction in
            try transaction.messages(limit: 1_000).compactMap { message in
                guard address == nil || message.recipient == address, let letter = message.letter else { return nil }
                return (message.recipient, letter)
            }
        }
    }

    /// The digits of the newest mailed code to an address.
    package func mailedCode(to address: String) async throws -> String? {
        for (_, letter) in try await letters(to: address) {
            let digits = letter.text.split(whereSeparator: { !$0.isNumber && $0 != " " && $0 != "\u{2009}" })
                .map { $0.filter(\.isNumber) }
            if let code = digits.first(where: { $0.count == Limits.mailCodeDigits }) { return code }
        }
        return nil
    }

    /// The audit log from its beginning.
    package func auditLog() async throws -> [AuditEntry] {
        try await store.read { try $0.auditLog(limit: 10_000).map(\.entry) }
    }
}
