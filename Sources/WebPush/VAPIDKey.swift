internal import Bytes
internal import Crypto

/// The key by which push services know this server, and subscriptions are bound to it (RFC 8292).
///
/// Made once for an installation of the server: a subscription works with the key that it was made for, and no other.
package struct VAPIDKey: Sendable {
    private let key: P256.Signing.PrivateKey

    /// The longest life of a token that a push service accepts (§2), in seconds.
    package static let longestLife: Int64 = 24 * 3_600

    /// A new key.
    package init() {
        key = P256.Signing.PrivateKey()
    }

    /// Reads a key from its 32 bytes; `nil` if they are not a key.
    package init?(bytes: [UInt8]) {
        guard let key = try? P256.Signing.PrivateKey(rawRepresentation: bytes) else { return nil }
        self.key = key
    }

    /// The secret half, 32 bytes, to be kept sealed.
    package var bytes: [UInt8] { Array(key.rawRepresentation) }

    /// The public half, 65 bytes: what an app needs to subscribe (`applicationServerKey`).
    package var publicKey: [UInt8] { Array(key.publicKey.x963Representation) }

    /// The value of `Authorization` for a push to `endpoint` (§3).
    ///
    /// - Parameters:
    ///   - contact: Where the push service finds who runs this server: a `mailto:` or `https:` address (§2.1).
    ///   - now: Seconds since 1970-01-01T00:00:00Z.
    ///   - life: How many seconds the token is good for; never more than ``longestLife``.
    package func authorization(
        for endpoint: PushEndpoint, contact: VAPIDContact?, at now: Int64, life: Int64 = 12 * 3_600
    ) throws -> String {
        let expiry = now + min(max(life, 1), Self.longestLife)
        let subject = contact.map { #","sub":"\#($0.text)""# } ?? ""
        // Neither an origin nor a contact can hold a character that JSON would have to escape.
        let claims = #"{"aud":"\#(endpoint.origin)","exp":\#(expiry)\#(subject)}"#
        let signed = [#"{"typ":"JWT","alg":"ES256"}"#, claims].map { Base64.url.encode($0.utf8) }
            .joined(separator: ".")
        let signature = try key.signature(for: Array(signed.utf8))
        let token = "\(signed).\(Base64.url.encode(signature.rawRepresentation))"
        // Some parsers stop at a space behind the comma, which the grammar does not demand.
        return "vapid t=\(token),k=\(Base64.url.encode(publicKey))"
    }
}

/// Where a push service finds the people who run this server: `mailto:…` or `https://…`.
package struct VAPIDContact: Sendable, Hashable {
    package let text: String

    /// Reads an address; `nil` for any other scheme, and for characters that an address does not have.
    package init?(_ text: String) {
        let scheme = ["mailto:", "https://"].first { text.hasPrefix($0) }
        guard let scheme, text.utf8.count > scheme.utf8.count, text.utf8.count <= 512,
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !#""\<>"#.utf8.contains($0) })
        else { return nil }
        self.text = text
    }
}
