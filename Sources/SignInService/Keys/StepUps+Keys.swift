internal import Identity
internal import SignInPolicy
internal import Store

// Fresh proof by a passkey or security key. It raises this session alone, and for no longer than any other (WAA-17).

extension StepUps {
    /// The question to the person's keys; `nil` if there is none that may answer, or the session has ended.
    package func keyQuestion(in session: LiveSession) async throws -> KeyQuestion? {
        let now = environment.time.now()
        let ceremonies = KeyCeremonies(environment: environment)
        return try await environment.store.write { transaction in
            guard let open = try load(session, in: transaction, at: now) else { return nil }
            let allowed = try transaction.credentials(
                of: open.account.id, offeredIn: open.machine.menu(of: open.shape, under: rules))
            guard !allowed.isEmpty else { return nil }
            let ceremony = try ceremonies.begin(.proof, ownedBy: session.owner, in: transaction, at: now)
            return try ceremonies.question(
                ceremony, allowing: allowed, demandsUserVerification: allowed.allSatisfy { $0.kind == .passkey })
        }
    }

    /// Takes a key's answer.
    package func submit(key answer: KeyAnswer, in session: LiveSession, from client: Client) async throws -> Answer {
        try await submit(.key(KeyTry(answer: answer)), in: session, from: client)
    }
}
