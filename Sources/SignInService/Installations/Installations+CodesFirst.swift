internal import Identity
internal import Store

extension Installations {
    /// Whether a session has begun to add the app and was sent to make backup codes first: it goes on there when it has
    /// them.
    package func waitsForCodes(_ session: LiveSession) async throws -> Bool {
        let now = environment.time.now()
        return try await environment.store.read { transaction in
            guard let adding = try transaction.adding(by: session.id, of: session.account, at: now) else {
                return false
            }
            return adding.token == nil && adding.installation == nil
        }
    }
}
