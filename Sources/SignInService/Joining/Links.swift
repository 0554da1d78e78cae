package import Identity
internal import Store

/// Links from messages and from the terminal, before anything is done with them.
package struct Links: Sendable {
    private let environment: Environment

    init(_ environment: Environment) {
        self.environment = environment
    }

    /// What a link is for. Looking spends nothing: mail scanners open every link (OTP-21).
    ///
    /// - Returns: `nil` if it is spent, has expired, or never was one.
    package func purpose(of token: Secret<String>) async throws -> LinkPurpose? {
        let now = environment.time.now()
        let hash = TokenHash(token).bytes
        return try await environment.store.read { transaction in
            try LinkPurpose.allCases.first { try transaction.link(tokenHash: hash, for: $0.rawValue, at: now) != nil }
        }
    }
}
