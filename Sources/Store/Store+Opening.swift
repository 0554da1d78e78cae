package import Logging

extension Store {
    /// Opens a database, makes or upgrades its schema, and checks that the master key is the right one.
    ///
    /// - Throws: a ``StoreFault`` that says why nothing can be served from it. Nothing is left open then.
    package static func open(
        at location: StoreLocation, masterKey: MasterKey, settings: StoreSettings = StoreSettings(), logger: Logger
    ) async throws -> Store {
        let keys = StoreKeys(masterKey: masterKey)
        let driver = try await driver(at: location, settings: settings, logger: logger)
        do {
            try await Migrator(driver: driver, keys: keys).migrate()
            let store = Store(driver: driver, keys: keys)
            try await store.claimOrCheckKey()
            driver.deliver(to: store.signals)
            return store
        } catch {
            await driver.close()
            throw error
        }
    }

    static func driver(at location: StoreLocation, settings: StoreSettings, logger: Logger) async throws -> any Driver {
        switch location {
        case .file(let path): try SQLiteDriver(path: path, settings: settings, logger: logger)
        case .server(let url): try await PostgresDriver(url: url, settings: settings, logger: logger)
        }
    }

    /// A new database takes the key as its own; any other key is refused from then on, before it can seal anything.
    func claimOrCheckKey() async throws {
        try await write { transaction in
            let value = transaction.keys.checkValue.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            if try transaction.claimServerState("key_check", value) {
                try transaction.beginAuditLog()
                return
            }
            guard try transaction.serverState("key_check") == value else { throw StoreFault.wrongMasterKey }
        }
    }
}
