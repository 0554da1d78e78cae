package import Identity

/// An entry of the audit log in its place.
package struct AuditRecord: Sendable, Hashable {
    /// Counted from 1 without a gap.
    package let sequence: Int64
    package let entry: AuditEntry
    package let hash: [UInt8]

    init(_ row: Row) throws {
        sequence = try row["sequence"]
        entry = try AuditEntry(row)
        hash = try row["hash"]
    }
}

/// What a check of the whole audit log found.
package enum AuditVerification: Sendable, Hashable {
    /// Every row is as it was written, and none is missing.
    case intact(rows: Int64)
    /// The first row that is not as it was written, or that is missing.
    case broken(sequence: Int64, Break)
    /// The rows are in order, but the record of where the log ends is missing or wasn't written with this master key.
    case endNotSealed

    /// What is wrong with the row that a check has found.
    package enum Break: String, Sendable, Hashable, Codable {
        /// The row was changed, or a row before it was replaced.
        case changed
        /// There is no row with this number, though there were later ones.
        case missing
        /// There are rows beyond the sealed end of the log.
        case added
    }
}

extension ReadTransaction {
    /// What a person may read about their own account, newest first.
    ///
    /// - Parameter sequence: the last row of the page before; `nil` for the first page.
    package func activity(of account: AccountID, before sequence: Int64? = nil, limit: Int = 50) throws -> [AuditRecord]
    {
        try rows(
            """
            SELECT * FROM audit WHERE account = :account AND sequence < :before ORDER BY sequence DESC LIMIT :limit
            """, ["account": account, "before": sequence ?? Int64.max, "limit": limit]
        ).map(AuditRecord.init)
    }

    /// The whole log from a place on, oldest first, for export.
    package func auditLog(after sequence: Int64 = 0, limit: Int = 1_000) throws -> [AuditRecord] {
        try rows(
            "SELECT * FROM audit WHERE sequence > :after ORDER BY sequence LIMIT :limit",
            ["after": sequence, "limit": limit]
        ).map(AuditRecord.init)
    }

    /// Recomputes the chain from the first row to the sealed end.
    ///
    /// It finds a changed, removed, added or reordered row, also at the end. It can't find that the whole database was
    /// put back to an earlier state: for that, note the last hash somewhere else.
    package func verifyAuditLog() throws -> AuditVerification {
        var last: (sequence: Int64, hash: [UInt8]) = (0, AuditHead.genesis)
        var fault: AuditVerification?
        try statements.runner.eachRow("SELECT * FROM audit ORDER BY sequence", [:]) { row in
            guard fault == nil else { return }
            let sequence: Int64 = try row["sequence"]
            guard sequence == last.sequence + 1 else {
                fault = .broken(sequence: last.sequence + 1, .missing)
                return
            }
            // A row that can't be read any more was changed as well.
            guard let record = try? AuditRecord(row),
                record.entry.chainHash(sequence: sequence, previous: last.hash) == record.hash
            else {
                fault = .broken(sequence: sequence, .changed)
                return
            }
            last = (sequence, record.hash)
        }
        if let fault { return fault }
        guard let head = try auditHead(), head.isSealed(by: keys) else { return .endNotSealed }
        guard last.sequence >= head.sequence else { return .broken(sequence: last.sequence + 1, .missing) }
        guard last.sequence == head.sequence else { return .broken(sequence: head.sequence + 1, .added) }
        guard last.hash == head.hash else { return .broken(sequence: head.sequence, .changed) }
        return .intact(rows: head.sequence)
    }

    fileprivate func auditHead() throws -> AuditHead? {
        try firstRow("SELECT * FROM audit_head WHERE id = 1").map(AuditHead.init)
    }
}

extension WriteTransaction {
    /// Adds an entry to the audit log. It is written at the end of the transaction, and the transaction fails if that
    /// fails: nothing security-relevant happens without its record (ADM-17).
    package func record(_ entry: AuditEntry) throws {
        statements.pendingAudit.append(entry.bounded)
    }

    /// Writes the recorded entries to the end of the chain. The end is held until the commit, so there is one chain
    /// whatever runs in parallel.
    func writePendingAudit() throws {
        guard !statements.pendingAudit.isEmpty else { return }
        let held = try firstRow("SELECT * FROM audit_head WHERE id = 1 {for update}")
        guard let head = try held.map(AuditHead.init) else {
            throw StoreFault.corrupted("the audit log has lost its end")
        }
        var (sequence, hash) = (head.sequence, head.hash)
        for entry in statements.pendingAudit {
            sequence += 1
            hash = entry.chainHash(sequence: sequence, previous: hash)
            try insert(entry, sequence: sequence, hash: hash)
        }
        statements.pendingAudit.removeAll()
        try change(
            "UPDATE audit_head SET sequence = :sequence, hash = :hash, seal = :seal WHERE id = 1",
            [
                "sequence": sequence, "hash": hash,
                "seal": keys.sealOfAuditHead(sequence: sequence, hash: hash),
            ])
    }

    /// Begins the chain of a new database.
    func beginAuditLog() throws {
        try change(
            """
            INSERT INTO audit_head (id, sequence, hash, seal) VALUES (1, 0, :hash, :seal) ON CONFLICT (id) DO NOTHING
            """,
            ["hash": AuditHead.genesis, "seal": keys.sealOfAuditHead(sequence: 0, hash: AuditHead.genesis)])
    }

    private func insert(_ entry: AuditEntry, sequence: Int64, hash: [UInt8]) throws {
        try change(
            """
            INSERT INTO audit (sequence, at, event, result, account, actor, subject, address, browser_name,
                               browser_platform, method, reason, detail, hash)
            VALUES (:sequence, :at, :event, :result, :account, :actor, :subject, :address, :browser_name,
                    :browser_platform, :method, :reason, :detail, :hash)
            """,
            [
                "sequence": sequence, "at": entry.at, "event": entry.event, "result": entry.result,
                "account": entry.account, "actor": entry.actor, "subject": entry.subject,
                "address": entry.source?.address,
                "browser_name": entry.source?.browser.name, "browser_platform": entry.source?.browser.platform,
                "method": entry.method, "reason": entry.reason, "detail": entry.detail,
                "hash": hash,
            ])
    }
}

/// The sealed record of where the chain ends.
private struct AuditHead {
    /// What stands before the first row.
    static let genesis = [UInt8](repeating: 0, count: 32)

    let sequence: Int64
    let hash: [UInt8]
    let seal: [UInt8]

    init(_ row: Row) throws {
        sequence = try row["sequence"]
        hash = try row["hash"]
        seal = try row["seal"]
    }

    func isSealed(by keys: StoreKeys) -> Bool {
        Secret(seal).matches(Secret(keys.sealOfAuditHead(sequence: sequence, hash: hash)))
    }
}
