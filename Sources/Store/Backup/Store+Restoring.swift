package import Identity
package import Logging

extension Store {
    /// Fills an empty database of either kind from a backup, as a whole or not at all.
    ///
    /// What was handed out is void afterwards: sessions, attempts, codes and links are gone, the epoch is a new one,
    /// and no code app accepts a step that may have been used. Backup codes and removals since the backup are unknown
    /// to it; ``ReadTransaction/restoredAt()`` is there to tell the administrator.
    package static func restore(
        from path: String, into location: StoreLocation, masterKey: MasterKey, at now: Moment,
        settings: StoreSettings = StoreSettings(), logger: Logger
    ) async throws -> BackupSummary {
        let keys = StoreKeys(masterKey: masterKey)
        let header = try BackupContents.header(path: path, masterKey)
        guard header.schemaVersion <= Schema.currentVersion else {
            throw BackupFault.newerSchema(found: header.schemaVersion, known: Schema.currentVersion)
        }
        let driver = try await driver(at: location, settings: settings, logger: logger)
        do {
            let migrator = Migrator(driver: driver, keys: keys)
            try await migrator.migrate(to: header.schemaVersion)
            let store = Store(driver: driver, keys: keys)
            let rows = try await store.write { transaction in
                try transaction.requireEmpty()
                let rows = try transaction.fill(from: path)
                try transaction.voidWhatWasHandedOut(at: now, madeAt: header.madeAt)
                return rows
            }
            try await migrator.migrate()
            await driver.close()
            return BackupSummary(
                madeAt: header.madeAt, schemaVersion: header.schemaVersion, rows: rows)
        } catch {
            await driver.close()
            throw error
        }
    }
}

/// Reads a backup from its beginning.
private enum BackupContents {
    static func header(path: String, _ masterKey: MasterKey) throws -> (madeAt: Moment, schemaVersion: Int) {
        let reader = try SealedStreamReader(path: path, masterKey: masterKey)
        guard case .header(let madeAt, let version) = try BackupItem(from: reader) else {
            throw BackupFault.damaged(path: path)
        }
        return (madeAt, version)
    }
}

extension WriteTransaction {
    fileprivate func requireEmpty() throws {
        let found = try number(
            "SELECT (SELECT count(*) FROM account) + (SELECT count(*) FROM server_state) AS number")
        guard found == 0 else { throw BackupFault.notEmpty }
    }

    /// Inserts every row of the backup, and returns their number.
    fileprivate func fill(from path: String) throws -> Int {
        let reader = try SealedStreamReader(path: path, masterKey: keys.masterKey)
        var (insert, columns): (SQL?, [String]) = (nil, [])
        var rows = 0
        while true {
            switch try BackupItem(from: reader) {
            case .header:
                continue
            case .table(let table, let names):
                guard Schema.backedUpTables.contains(table), names.allSatisfy(Self.isColumnName) else {
                    throw BackupFault.damaged(path: path)
                }
                columns = names
                let places = names.map { ":\($0)" }.joined(separator: ", ")
                insert = SQL(
                    schemaText: "INSERT INTO \(table) (\(names.joined(separator: ", "))) VALUES (\(places))")
            case .row(let values):
                guard let insert, values.count == columns.count else { throw BackupFault.damaged(path: path) }
                try change(insert, Arguments(columns, values))
                rows += 1
            case .end(let expected):
                guard expected == rows, try reader.isFinished() else { throw BackupFault.damaged(path: path) }
                return rows
            case nil:
                throw BackupFault.damaged(path: path)
            }
        }
    }

    /// A backup of an older version is filled into the schema that it was made with.
    private func hasInstallations() throws -> Bool { try schemaVersion() >= 2 }

    private static func isColumnName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { ($0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z")) || $0 == 0x5F }
    }

    fileprivate func voidWhatWasHandedOut(at now: Moment, madeAt: Moment) throws {
        try setServerState("epoch", String(epoch() + 1))
        try setServerState("restored_at", String(now.millisecondsSinceEpoch))
        // A step that was used after the backup was made is unknown here; all up to now are taken for used.
        try change(
            """
            UPDATE code_app SET last_step = :now / (period * 1000) WHERE last_step < :now / (period * 1000)
            """, ["now": now])
        // The heartbeat chains have moved on since, too: an app that goes on with its own link is not a copy.
        if try hasInstallations() {
            try change("UPDATE installation SET chain_current = NULL, chain_previous = NULL")
            try change(
                "UPDATE installation SET code_last_step = :now / 30000 WHERE code_last_step < :now / 30000",
                ["now": now])
        }
        try record(
            AuditEntry(
                at: now, event: "restored", result: .succeeded, account: nil, actor: "console",
                detail: "from a backup made at \(CivilTime(madeAt).rfc3339)"))
    }
}
