internal import Logging
internal import Store

/// Whether a person could sign in now.
package struct Health: Sendable {
    private let environment: Environment

    init(_ environment: Environment) {
        self.environment = environment
    }

    /// The database answers a question about its own end of the audit log.
    package func isReady() async -> Bool {
        do {
            try await environment.store.check()
            return true
        } catch {
            environment.logger.warning("not ready", metadata: ["error": "\(error)"])
            return false
        }
    }
}
