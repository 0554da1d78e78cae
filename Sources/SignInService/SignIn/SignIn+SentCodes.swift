internal import Delivery
package import Identity
internal import SignInPolicy
internal import Store

extension SignIn {
    /// Takes the code that was mailed in place of the password.
    package func submit(signInMailCode typed: String, to secret: Secret<String>, from client: Client) async throws
        -> SignInAnswer
    {
        try await submit(
            .mailCode(typed, purpose: .signIn, owner: try await owner(of: secret)), to: secret, from: client)
    }

    /// Takes the code that was sent to a number: in place of the password, or as second step.
    package func submit(textCode typed: String, to secret: Secret<String>, from client: Client) async throws
        -> SignInAnswer
    {
        try await submit(
            .textCode(typed, purpose: .signIn, owner: try await owner(of: secret)), to: secret, from: client)
    }

    /// Sends another code for the step that the attempt is at, if the budget allows. Nobody can tell whether it was.
    ///
    /// - Returns: from when on strangers may ask for messages again, if they have asked for too many.
    package func sendCodeAgain(_ secret: Secret<String>, from client: Client) async throws -> MailPause? {
        let now = environment.time.now()
        defer { environment.outbox.ring() }
        return try await environment.store.write { transaction in
            guard let attempt = try attempts.load(secret, in: transaction, at: now), attempt.machine.isAtSentCode else {
                return nil
            }
            if let pause = try pause(attempt, from: client, in: transaction, at: now) { return pause }
            try sendIfChosen(attempt, from: client, in: transaction, at: now)
            return nil
        }
    }

    /// Counts a request for a message by somebody who has proven nothing yet; whoever has, is bound by the budget of
    /// the account alone. It counts before the account is looked at, so that an unknown one uses it up just as fast.
    func pause(
        _ attempt: OpenAttempt, from client: Client, in transaction: any WriteTransaction, at now: Moment
    ) throws -> MailPause? {
        guard attempt.machine.step == .first else { return nil }
        return try mailRequests.pause(for: client, in: transaction, at: now)
    }

    /// Sends a code if that is how the step asks: to the stored address, and to nobody where there is no account, or
    /// one that may not sign in. The page is the same (OTP-10, RATE-15).
    func sendIfChosen(
        _ attempt: OpenAttempt, from client: Client, in transaction: any WriteTransaction, at now: Moment
    ) throws {
        guard attempt.machine.isAtSentCode, let named = attempt.machine.named, let account = attempt.account,
            let shape = attempt.shape, shape.maySignIn,
            attempt.machine.menu(of: shape, under: rules)?.offer(of: named.choice) != nil,
            let receiver = named.choice.authenticators.first.flatMap(shape.authenticator)
        else { return }
        let owner = attempt.record.id.rawValue
        let isSent: Bool
        switch receiver.kind {
        case .emailAddress(let address, _):
            isSent = try mailCodes.send(
                .signIn, for: account.id, owner: owner,
                to: Outbox.Addressee(account: account.id, address: address, language: account.language),
                in: transaction, at: now
            ) { .signInCode($0, life: $1, client.occasion(at: now)) }
        case .phoneNumber(let number, _):
            isSent = try textCodes.send(.signIn, for: account, owner: owner, to: number, in: transaction, at: now)
        case .password, .totpApp, .backupCodes, .passphrase, .installation, .passkey, .securityKey, .upstream:
            isSent = false
        }
        guard isSent else { return }
        try transaction.record(
            AuditEntry(
                .signInCodeSent, .succeeded, of: account.id, by: client, at: now, method: named.choice.method))
    }
}

extension SignInAttempt {
    /// Whether it waits for a code that is sent to an address.
    var isAtSentCode: Bool {
        (step == .first || step == .second) && (named?.choice.method.isSent ?? false)
    }
}

extension Identity.Method {
    /// Whether the server sends what the person types.
    var isSent: Bool { self == .emailCode || self == .smsCode }
}
