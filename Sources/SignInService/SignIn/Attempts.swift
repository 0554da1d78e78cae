internal import Foundation
internal import Identity
internal import SignInPolicy
internal import Store

/// A sign-in attempt as it is in one transaction, together with the account it is about.
struct OpenAttempt {
    var record: AttemptRecord
    var machine: SignInAttempt
    /// `nil` before somebody is named, and for an identifier that names nobody.
    let account: AccountRecord?
    /// `nil` before somebody is named. A phantom for an identifier that names nobody.
    let shape: AccountShape?
}

/// Loads and saves attempts. The machine travels as JSON; whoever saves must have read the newest one.
struct Attempts: Sendable {
    let environment: Environment

    /// Another request of the same browser was faster. The person's next request finds the attempt as that one left it.
    struct Overtaken: Error {}

    /// Begins an attempt that nobody else knows the secret of.
    func begin(
        _ machine: SignInAttempt, on account: AccountID?, in transaction: any WriteTransaction, at now: Moment
    ) throws -> Secret<String> {
        let secret = environment.tokens.token()
        try transaction.begin(
            AttemptRecord(
                id: environment.tokens.id(), secretHash: TokenHash(secret).bytes, account: account,
                state: try encode(machine), createdAt: now, expiresAt: machine.lifetime.end))
        return secret
    }

    /// - Returns: `nil` if the secret names no living attempt.
    func load(_ secret: Secret<String>, in transaction: any ReadTransaction, at now: Moment) throws -> OpenAttempt? {
        guard let record = try transaction.attempt(secretHash: TokenHash(secret).bytes, at: now) else { return nil }
        let machine = try JSONDecoder().decode(SignInAttempt.self, from: Data(record.state))
        let account = try record.account.flatMap(transaction.account)
        let shape = try account.map { try transaction.shape(of: $0, settings: environment.settings) }
        return OpenAttempt(
            record: record, machine: machine, account: account,
            shape: shape ?? machine.named?.identifier.map(environment.phantom))
    }

    /// Keeps the machine's new state.
    ///
    /// - Parameter rotating: whether something was proven: the browser then gets a new secret (SESS-02).
    /// - Returns: the new secret, if there is one.
    func save(_ attempt: OpenAttempt, rotating: Bool, in transaction: any WriteTransaction) throws -> Secret<String>? {
        var record = attempt.record
        record.state = try encode(attempt.machine)
        let secret = rotating ? environment.tokens.token() : nil
        guard try transaction.save(record, newSecretHash: secret.map { TokenHash($0).bytes }) else { throw Overtaken() }
        return secret
    }

    /// Removes an attempt that has given its session or its refusal.
    func end(_ attempt: OpenAttempt, in transaction: any WriteTransaction) throws {
        guard try transaction.end(attempt.record) else { throw Overtaken() }
    }

    private func encode(_ machine: SignInAttempt) throws -> [UInt8] {
        Array(try JSONEncoder().encode(machine))
    }
}

extension Environment {
    /// The account that an identifier without one pretends to be: always the same one.
    func phantom(_ identifier: Identifier) -> AccountShape {
        AccountShape.phantom(
            account: keys.name(of: "account", ofUnknown: identifier), identifier: identifier,
            password: keys.name(of: "password", ofUnknown: identifier),
            mailbox: keys.name(of: "mailbox", ofUnknown: identifier))
    }
}
