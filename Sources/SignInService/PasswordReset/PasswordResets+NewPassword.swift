internal import Delivery
package import Identity
internal import PasswordHashing
internal import SignInPolicy
internal import Store

extension PasswordResets {
    /// Takes the new password at the end of a reset, and at no other step (REC-04).
    package func submit(newPassword typed: String, to secret: Secret<String>, from client: Client) async throws
        -> PasswordResetAnswer
    {
        defer { environment.outbox.ring() }
        guard let chosen = try await judge(typed, in: secret) else { return try await current(secret) }
        let hash: PasswordHash? =
            if let password = chosen.accepted {
                try await environment.passwords.hash(password, salt: environment.tokens.salt())
            } else { nil }
        let now = environment.time.now()
        return try await environment.store.write { transaction in
            guard var reset = try resets.load(secret, in: transaction, at: now), let shape = reset.shape else {
                return PasswordResetAnswer(.startAgain)
            }
            switch (reset.machine.passwordChosen(chosen.verdict, of: shape, at: now), hash, reset.account) {
            case (.setPassword(_, let standsAlone, let proofs), .some(let hash), .some(let account)):
                // Of two requests with the right to set it one gets to use it.
                try resets.end(reset, in: transaction)
                try set(
                    hash, standsAlone: standsAlone, of: account, by: proofs, from: client, in: transaction, at: now)
                return PasswordResetAnswer(.done)
            case (.askAgain(let verdict), _, _):
                return PasswordResetAnswer(.rejected(prompt(reset.machine, of: shape), verdict))
            case (.refuse(let refusal), _, _):
                return try refuse(refusal, reset, from: client, in: transaction, at: now)
            case (.outOfOrder, _, _), (.setPassword, _, _):
                return PasswordResetAnswer(.ask(prompt(reset.machine, of: shape)))
            }
        }
    }

    /// - Returns: `nil` if the reset is not at the new password: then nothing of it is looked at, let alone hashed.
    private func judge(_ typed: String, in secret: Secret<String>) async throws -> ChosenPassword? {
        let now = environment.time.now()
        return try await environment.store.read { transaction in
            guard let reset = try resets.load(secret, in: transaction, at: now), reset.machine.step == .newPassword,
                let shape = reset.shape, let account = reset.account
            else { return nil }
            return ChosenPassword(
                typed, under: passwordRule(for: shape),
                in: ChosenPassword.Context(
                    serviceName: environment.settings.serviceName, name: account.displayName,
                    addresses: shape.identifiers.compactMap(\.email)))
        }
    }

    /// Everything that ends with the old password: sessions, half-open sign-ins and resets, codes under way. The second
    /// step stays as it is (REC-03).
    private func set(
        _ hash: PasswordHash, standsAlone: Bool, of account: AccountRecord, by proofs: [Proof], from client: Client,
        in transaction: any WriteTransaction, at now: Moment
    ) throws {
        let isFirst = try transaction.password(of: account.id) == nil
        try transaction.set(
            PasswordRecord(
                id: environment.tokens.id(), account: account.id, hash: hash.text, standsAlone: standsAlone,
                changedAt: now))
        try transaction.endAllSessions(of: account.id)
        try transaction.endAttempts(on: account.id)
        for purpose in MailCodePurpose.allCases {
            try transaction.killCodes(for: purpose.rawValue, of: account.id, at: now)
        }
        try transaction.record(
            AuditEntry(
                .passwordReset, .succeeded, of: account.id, by: client, at: now, method: proofs.last?.method,
                detail: proofs.map(\.method.rawValue).joined(separator: " ")))
        let occasion = client.occasion(at: now)
        try environment.tell(
            account, isFirst ? .passwordSet(occasion) : .passwordReset(occasion), in: transaction, at: now)
        try transaction.tellDevices(of: account.id)
        guard proofs.contains(where: { $0.method == .backupCode }) else { return }
        let left = try transaction.countUnspentBackupCodes(of: account.id)
        try environment.tell(
            account, .backupCodeUsed(left: left, client.occasion(at: now)), in: transaction, at: now)
    }
}
