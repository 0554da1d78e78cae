package import Identity

extension Store {
    /// Writes everything that outlasts a sign-in into one file, while the store goes on serving.
    ///
    /// It is one consistent view of the database. Sessions, attempts, codes, links and messages under way are not part
    /// of it. The file is sealed with the master key and useless without it: keep the key somewhere else.
    package func backUp(to path: String, at now: Moment) async throws -> BackupSummary {
        try await read { transaction in
            let writer = try SealedStreamWriter(path: path, masterKey: transaction.keys.masterKey)
            do {
                let summary = try transaction.export(to: writer, at: now)
                try writer.finish()
                return summary
            } catch {
                writer.abandon()
                throw error
            }
        }
    }
}

extension ReadTransaction {
    fileprivate func export(to writer: SealedStreamWriter, at now: Moment) throws -> BackupSummary {
        let version = try schemaVersion()
        var rows = 0
        try writer.write(BackupItem.header(madeAt: now, schemaVersion: version).bytes)
        for table in Schema.backedUpTables {
            var begun = false
            try statements.runner.eachRow(SQL(schemaText: "SELECT * FROM \(table)"), [:]) { row in
                if !begun { try writer.write(BackupItem.table(name: table, columns: row.columns.names).bytes) }
                begun = true
                try writer.write(BackupItem.row(row.values).bytes)
                rows += 1
            }
        }
        try writer.write(BackupItem.end(rows: rows).bytes)
        return BackupSummary(madeAt: now, schemaVersion: version, rows: rows)
    }
}
