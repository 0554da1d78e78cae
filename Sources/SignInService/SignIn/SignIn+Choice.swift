internal import Delivery
package import Identity
internal import SignInPolicy
internal import Store

extension SignIn {
    /// Turns to another way of the step, and does what it needs: an approval is asked for at once.
    ///
    /// - Parameter key: of the offer, as the menu gave it.
    package func choose(_ key: String, in secret: Secret<String>, from client: Client) async throws -> SignInAnswer {
        let now = environment.time.now()
        defer { environment.outbox.ring() }
        return try await environment.store.write { transaction in
            guard var attempt = try attempts.load(secret, in: transaction, at: now), let shape = attempt.shape else {
                return SignInAnswer(.startAgain)
            }
            switch attempt.machine.otherWayChosen(key, of: shape, under: rules, at: now) {
            case .ask(let offer):
                if offer.method.isSent, let pause = try pause(attempt, from: client, in: transaction, at: now) {
                    return SignInAnswer(.held(pause))
                }
                _ = try attempts.save(attempt, rotating: false, in: transaction)
                try asking.withdraw(of: .attempt(attempt.record.id), in: transaction, at: now)
                try askIfChosen(attempt, from: client, in: transaction, at: now)
                try sendIfChosen(attempt, from: client, in: transaction, at: now)
                return SignInAnswer(.ask(prompt(attempt.machine, of: shape)))
            case .notOffered, .outOfOrder:
                return SignInAnswer(.ask(prompt(attempt.machine, of: shape)))
            case .refuse(let refusal):
                return try refuse(refusal, attempt, from: client, in: transaction, at: now)
            }
        }
    }

    /// Takes a code that the Aikagi app shows.
    package func submit(installationCode typed: String, to secret: Secret<String>, from client: Client) async throws
        -> SignInAnswer
    {
        try await submit(.installationCode(typed), to: secret, from: client)
    }

    /// Sends an approval request if that is how the step asks. Over the allowance nothing is sent, and the page says so.
    ///
    /// An account that may not sign in gets a request that goes nowhere: its page is like any other (RATE-15).
    func askIfChosen(
        _ attempt: OpenAttempt, from client: Client, in transaction: any WriteTransaction, at now: Moment
    ) throws {
        guard attempt.machine.isAtApproval, let named = attempt.machine.named, let shape = attempt.shape,
            let installation = named.choice.authenticators.first,
            attempt.machine.menu(of: shape, under: rules)?.offer(of: named.choice) != nil,
            let account = try transaction.holdAccount(shape.account)
        else { return }
        _ = try asking.ask(
            .signIn, of: account, asking: installation, owner: ApprovalOwner.attempt(attempt.record.id).name,
            from: client, isSent: shape.maySignIn, in: transaction, at: now)
    }
}
