internal import Delivery
package import Identity
internal import SignInPolicy
internal import Store

extension PasswordResets {
    /// Turns to another way of the second step, and sends a code if it needs one.
    ///
    /// - Parameter key: of the offer, as the menu gave it.
    package func choose(_ key: String, in secret: Secret<String>, from client: Client) async throws
        -> PasswordResetAnswer
    {
        let now = environment.time.now()
        let answer: PasswordResetAnswer = try await environment.store.write { transaction in
            guard var reset = try resets.load(secret, in: transaction, at: now), let shape = reset.shape else {
                return PasswordResetAnswer(.startAgain)
            }
            switch reset.machine.otherWayChosen(key, of: shape, under: rules, at: now) {
            case .ask:
                _ = try resets.save(reset, rotating: false, in: transaction)
                try sendIfChosen(reset, in: transaction, at: now)
                return PasswordResetAnswer(.ask(prompt(reset.machine, of: shape)))
            case .notOffered, .outOfOrder:
                return PasswordResetAnswer(.ask(prompt(reset.machine, of: shape)))
            case .refuse(let refusal):
                return try refuse(refusal, reset, from: client, in: transaction, at: now)
            }
        }
        environment.outbox.ring()
        return answer
    }

    /// Sends another code to the number of the second step, if the budget allows.
    package func sendTextCodeAgain(_ secret: Secret<String>) async throws {
        let now = environment.time.now()
        try await environment.store.write { transaction in
            guard let reset = try resets.load(secret, in: transaction, at: now) else { return }
            try sendIfChosen(reset, in: transaction, at: now)
        }
        environment.outbox.ring()
    }

    /// Takes the code that was sent to a number.
    package func submit(textCode typed: String, to secret: Secret<String>, from client: Client) async throws
        -> PasswordResetAnswer
    {
        let now = environment.time.now()
        let owner = try await environment.store.read { try resets.load(secret, in: $0, at: now)?.record.id.rawValue }
        return try await submit(
            .textCode(typed, purpose: .resetPassword, owner: owner ?? ""), to: secret, from: client)
    }

    /// Sends a code if that is how the second step asks.
    func sendIfChosen(
        _ reset: OpenConversation<PasswordReset>, in transaction: any WriteTransaction, at now: Moment
    ) throws {
        guard let choice = reset.machine.choice, choice.method == .smsCode, let account = reset.account,
            let shape = reset.shape, shape.maySignIn,
            reset.machine.menu(of: shape, under: rules)?.offer(of: choice) != nil,
            case .phoneNumber(let number, _) = choice.authenticators.first.flatMap(shape.authenticator)?.kind
        else { return }
        try textCodes.send(
            .resetPassword, for: account, owner: reset.record.id.rawValue, to: number, in: transaction, at: now)
    }
}

extension PasswordReset {
    /// How the second step asks; `nil` at the other steps.
    var choice: WayChoice? {
        if case .awaitingSecond(_, _, let choice) = state { choice } else { nil }
    }
}
