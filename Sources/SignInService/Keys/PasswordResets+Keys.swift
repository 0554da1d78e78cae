package import Identity
internal import SignInPolicy
internal import Store

// The second step of a password reset with a passkey or security key.

extension PasswordResets {
    /// The question to the person's keys; `nil` if the reset is not at a step that offers one.
    package func keyQuestion(in secret: Secret<String>) async throws -> KeyQuestion? {
        let now = environment.time.now()
        let ceremonies = KeyCeremonies(environment: environment)
        return try await environment.store.write { transaction in
            guard let reset = try resets.load(secret, in: transaction, at: now), let shape = reset.shape,
                let menu = reset.machine.menu(of: shape, under: rules), menu.offersKey
            else { return nil }
            let allowed = try transaction.credentials(of: shape.account, offeredIn: menu)
            let ceremony = try ceremonies.begin(
                .proof, ownedBy: ApprovalOwner.attempt(reset.record.id).name, in: transaction, at: now)
            return try ceremonies.question(
                ceremony, allowing: allowed, demandsUserVerification: allowed.allSatisfy { $0.kind == .passkey })
        }
    }

    /// Takes a key's answer.
    package func submit(key answer: KeyAnswer, to secret: Secret<String>, from client: Client) async throws
        -> PasswordResetAnswer
    {
        try await submit(.key(KeyTry(answer: answer)), to: secret, from: client)
    }
}
