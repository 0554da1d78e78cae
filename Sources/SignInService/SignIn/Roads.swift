internal import Foundation
package import Identity
internal import Store

/// Tells which of the conversations a browser is in the middle of. It holds one at a time.
package struct Roads: Sendable {
    let environment: Environment

    /// What a conversation is about. The raw value is what is stored with it.
    package enum Road: String, Sendable, Codable {
        case signIn = "sign-in"
        case passwordReset = "password-reset"
        case registration
    }

    /// - Returns: `nil` if the secret names nothing that lives.
    package func road(of secret: Secret<String>) async throws -> Road? {
        let now = environment.time.now()
        let state = try await environment.store.read { transaction in
            try transaction.attempt(secretHash: TokenHash(secret).bytes, at: now)?.state
        }
        guard let state else { return nil }
        return try JSONDecoder().decode(ConversationLabel.self, from: Data(state)).kind
    }
}

/// The part of a stored conversation that all kinds have.
struct ConversationLabel: Codable {
    let kind: Roads.Road
}
