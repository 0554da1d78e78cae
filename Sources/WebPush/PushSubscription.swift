internal import Bytes
package import Crypto

/// Where an app can be woken, and the keys under which it can be told something: what `PushManager.subscribe` gives a
/// web app, and UnifiedPush any other.
package struct PushSubscription: Sendable {
    package let endpoint: PushEndpoint
    /// The app's half of the key agreement (`p256dh`).
    package let key: P256.KeyAgreement.PublicKey
    /// The secret that only the app and this server know (`auth`), 16 bytes.
    package let authentication: [UInt8]

    /// Why something is not a subscription.
    package enum Refusal: Error, Hashable {
        case endpoint(PushEndpoint.Refusal)
        /// Not 65 bytes of an uncompressed point on P-256.
        case key
        /// Not 16 bytes.
        case authentication
    }

    /// Reads a subscription from the texts that it travels as; both keys in base64url without padding.
    package init(endpoint: String, key: String, authentication: String) throws(Refusal) {
        guard let key = try? Base64.url.decode(key) else { throw .key }
        guard let authentication = try? Base64.url.decode(authentication) else { throw .authentication }
        try self.init(endpoint: endpoint, key: key, authentication: authentication)
    }

    /// Reads a subscription as it is stored.
    package init(endpoint: String, key: [UInt8], authentication: [UInt8]) throws(Refusal) {
        do { self.endpoint = try PushEndpoint(endpoint) } catch { throw .endpoint(error) }
        guard let key = Self.publicKey(key) else { throw .key }
        guard authentication.count == 16 else { throw .authentication }
        self.key = key
        self.authentication = authentication
    }

    /// A point in the one form that is allowed (RFC 8291 §3.1): uncompressed, 65 bytes, on the curve.
    static func publicKey(_ bytes: [UInt8]) -> P256.KeyAgreement.PublicKey? {
        guard bytes.count == 65, bytes[0] == 4 else { return nil }
        return try? P256.KeyAgreement.PublicKey(x963Representation: bytes)
    }
}
