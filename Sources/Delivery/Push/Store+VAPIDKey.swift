internal import Identity
package import Store
package import WebPush

extension Store {
    /// The key by which push services know this installation of the server: made at the first call, the same for every
    /// node and after every restart.
    package func vapidKey() async throws -> VAPIDKey {
        let kept: Secret<[UInt8]>
        if let found = try await read({ try $0.vapidKey() }) {
            kept = found
        } else {
            let new = Secret(VAPIDKey().bytes)
            kept = try await write { try $0.vapidKey(orKeep: new) }
        }
        guard let key = VAPIDKey(bytes: kept.reveal()) else { throw UnreadableVAPIDKey() }
        return key
    }

    /// The public half of it: an uncompressed point, 65 bytes.
    package func pushPublicKey() async throws -> [UInt8] {
        try await vapidKey().publicKey
    }

    /// What is kept decrypts and is no key: damage that no restart mends.
    private struct UnreadableVAPIDKey: Error, CustomStringConvertible {
        let description = "The push key in the database is no key."
    }
}
