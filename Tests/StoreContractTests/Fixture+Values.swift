import Identity
import Store
import TestSupport

extension Fixture {
    /// Runs a step fifty times at once, on two stores where the database allows two servers.
    ///
    /// - Returns: how many answered `true`.
    func race(_ step: @escaping @Sendable (any WriteTransaction) throws -> Bool) async throws -> Int {
        let second = database.kind == .postgreSQL ? try await secondStore() : store
        let answers = try await atOnce(50) { index in
            try await (index.isMultiple(of: 2) ? store : second).write(step)
        }
        if database.kind == .postgreSQL { await second.close() }
        return answers.count { $0 }
    }

    /// A confirmed sheet of ten codes.
    func backupCodes(_ name: String, of account: AccountID) async throws -> AuthenticatorID {
        let sheet = BackupCodeSet(
            id: AuthenticatorID(name), account: account, state: .pending, salt: Array(0..<16), cost: "m=19456,t=2,p=1",
            createdAt: noon, codes: (0..<10).map { .init(position: $0, hash: [UInt8($0), 1, 2, 3]) })
        try await store.write { transaction in
            try transaction.propose(sheet)
            _ = try transaction.confirm(backupCodes: sheet.id, of: account)
        }
        return sheet.id
    }

    func issue(
        _ code: String, tries: Int, for purpose: String, to account: AccountID, by owner: String, id: String = "code",
        expiresAt: Moment = Fixture.noon + .seconds(600)
    ) async throws {
        let record = OneTimeCodeRecord(
            id: id, account: account, purpose: purpose, owner: owner, address: "ada@example.org", triesAllowed: tries,
            createdAt: noon, expiresAt: expiresAt)
        try await store.write { try $0.issue(Secret(code), as: record) }
    }

    func tryCode(
        _ code: String, for purpose: String, of account: AccountID, by owner: String
    ) async throws -> OneTimeCodeTry {
        try await store.write {
            try $0.tryCode(Secret(code), for: purpose, of: account, ownedBy: owner, at: Fixture.noon)
        }
    }

    func issueLink(
        _ tokenHash: [UInt8], for purpose: String, expiresAt: Moment = Fixture.noon + .seconds(600)
    ) async throws {
        let link = LinkRecord(tokenHash: tokenHash, purpose: purpose, createdAt: noon, expiresAt: expiresAt)
        try await store.write { try $0.issue(link) }
    }

    func entry(_ event: String, of account: AccountID?, detail: String? = nil) -> AuditEntry {
        AuditEntry(
            at: noon, event: event, result: .succeeded, account: account, actor: account?.rawValue ?? "system",
            subject: "app", source: .loopback, method: "totp", reason: "why", detail: detail)
    }
}
