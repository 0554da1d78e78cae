internal import Delivery
package import Identity
package import SignInPolicy
internal import Store

extension Installations {
    /// Why an installation has ended since it was let in; `nil` while it has not. For what stays open long.
    package func ending(of id: AuthenticatorID) async throws -> InstallationEvidence.Ending? {
        try await environment.store.read { transaction in
            guard let installation = try transaction.installation(id) else { return .revoked }
            return installation.evidence.ended?.reason
        }
    }

    /// The key by which push services know this server: an uncompressed point.
    package func pushKey() async throws -> [UInt8] {
        try await environment.store.pushPublicKey()
    }
}
