package import Identity
internal import OneTimeCodes
internal import PasswordHashing
internal import SignInPolicy
package import SignInService
package import Store

/// Somebody with an account, and everything they know and hold.
package struct Person: Sendable {
    package let account: AccountID
    package let address: String
    package let password: String
    package let app: AuthenticatorID?
    package let seed: [UInt8]
    /// All ten, as on the sheet; empty without a sheet.
    package let backupCodes: [String]

    /// The code that the person's app shows at a moment.
    package func code(at moment: Moment) -> String {
        guard let secret = try? TOTPSecret(random: seed) else { return "" }
        let totp = TOTP(secret: secret)
        return totp.code(atStep: totp.step(at: moment.secondsSinceEpoch))?.text ?? ""
    }

    /// A code of the right length that the app shows at no time near the moment.
    package func wrongCode(at moment: Moment) -> String {
        guard let secret = try? TOTPSecret(random: seed) else { return "000000" }
        let totp = TOTP(secret: secret)
        let step = totp.step(at: moment.secondsSinceEpoch)
        let near = Set((step - 100...step + 100).compactMap { totp.code(atStep: $0)?.text })
        return (0..<1_000).lazy.map { "000" + String($0 + 1_000).suffix(3) }.first { !near.contains($0) } ?? "000000"
    }
}

extension World {
    /// What a new person has besides a password.
    package enum Holding: Sendable, Hashable {
        case app, backupCodes
    }

    /// Makes an active account past the pages that make one.
    package func person(
        _ name: String = "ada", password: String = "correct horse battery",
        holding: Set<Holding> = [.app, .backupCodes],
        state: AccountState = .active, role: AccountRecord.Role = .person
    ) async throws -> Person {
        let address = "\(name)@example.org"
        let account = AccountID("account-\(name)")
        let seed = environment.tokens.random(TOTPSecret.leastBytesOfOurs)
        let app = holding.contains(.app) ? AuthenticatorID("app-\(name)") : nil
        let hash = try await environment.passwords.hash(Password(password), salt: salt())
        let now = time.now()
        let sheet = holding.contains(.backupCodes) ? try await sheet(of: account) : nil
        try await store.write { transaction in
            try transaction.create(
                AccountRecord(
                    id: account, state: state, role: role, displayName: name, language: .english,
                    createdAt: now))
            _ = try transaction.add(
                IdentifierRecord(
                    id: IdentifierID("identifier-\(name)"), account: account,
                    identifier: .email(EmailAddress(canonical: address, shown: address)), skeleton: address,
                    isPlain: true, verifiedAt: now))
            try transaction.set(
                PasswordRecord(
                    id: AuthenticatorID("password-\(name)"), account: account, hash: hash.text,
                    standsAlone: password.unicodeScalars.count >= Limits.passwordLengthAlone, changedAt: now))
            if let app {
                try transaction.enrol(
                    CodeAppRecord(
                        id: app, account: account, name: "Phone", seed: Secret(seed), lastStep: 0, createdAt: now))
            }
            if let (set, _) = sheet {
                try transaction.propose(set)
                _ = try transaction.confirm(backupCodes: set.id, of: account)
            }
        }
        return Person(
            account: account, address: address, password: password, app: app, seed: seed,
            backupCodes: sheet?.codes ?? [])
    }

    private func sheet(of account: AccountID) async throws -> (set: BackupCodeSet, codes: [String]) {
        var random = SystemRandomNumberGenerator()
        let codes = BackupCode.makeSet(using: &random).map(\.text)
        let salt = salt()
        let hashes = try await environment.passwords.hash(codes, salt: salt)
        let set = BackupCodeSet(
            id: AuthenticatorID("codes-\(account)"), account: account, state: .pending, salt: salt.bytes, cost: "",
            createdAt: time.now(),
            codes: hashes.enumerated().map { BackupCodeSet.Code(position: $0, hash: Array($1.text.utf8)) })
        return (set, codes)
    }

    private func salt() -> Salt {
        var random = SystemRandomNumberGenerator()
        return Salt(using: &random)
    }

    // MARK: Signing in past the pages

    /// Begins an attempt and gives its secret.
    package func begin(_ address: String, from client: Client) async throws -> Secret<String>? {
        guard case .begun(let answer) = try await services.signIn.begin(address, from: client) else { return nil }
        return answer.newSecret
    }

    /// Signs a person in with password and app code; `nil` if that did not work.
    package func signIn(_ person: Person, from client: Client) async throws -> OpenedSession? {
        guard let secret = try await begin(person.address, from: client) else { return nil }
        let first = try await services.signIn.submit(password: person.password, to: secret, from: client)
        if case .signedIn(let session) = first.outcome { return session }
        guard let second = first.newSecret else { return nil }
        let code = person.code(at: time.now())
        let answer = try await services.signIn.submit(appCode: code, to: second, from: client)
        guard case .signedIn(let session) = answer.outcome else { return nil }
        return session
    }
}
