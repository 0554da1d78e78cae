import Bytes
import Crypto
import Foundation
import TestSupport
import Testing
import WebPush

@Suite struct `A VAPID token` {
    private struct Header: Codable, Equatable {
        var typ: String
        var alg: String
    }

    private struct Claims: Codable, Equatable {
        var aud: String
        var exp: Int64
        var sub: String?
    }

    /// Reads a value of `Authorization` as a push service does: shape, signature by `k`, header, claims.
    private func verified(_ value: String) throws -> (claims: Claims, key: [UInt8]) {
        let parts = try #require(value.wholeMatch(of: #/vapid t=(([\w-]+)\.([\w-]+))\.([\w-]+), ?k=([\w-]+)/#)).output
        let key = try Base64.url.decode(parts.5)
        let signature = try P256.Signing.ECDSASignature(rawRepresentation: try Base64.url.decode(parts.4))
        let isValid = try P256.Signing.PublicKey(x963Representation: key)
            .isValidSignature(signature, for: Array(parts.1.utf8))
        #expect(isValid)
        let header = try JSONDecoder().decode(Header.self, from: Data(try Base64.url.decode(parts.2)))
        #expect(header == Header(typ: "JWT", alg: "ES256"))
        return (try JSONDecoder().decode(Claims.self, from: Data(try Base64.url.decode(parts.3))), key)
    }

    @Test func `CRY-04: has the form of RFC 8292's example, which the same check accepts`() throws {
        let example = try #require(try Vectors.cases(in: "web-push/token-rfc8292.txt").first?.first)
        let theirs = try verified(example)
        #expect(
            theirs.claims
                == Claims(aud: "https://push.example.net", exp: 1_453_523_768, sub: "mailto:push@example.com"))
        let ours = try VAPIDKey().authorization(
            for: PushEndpoint("https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV"),
            contact: VAPIDContact("mailto:push@example.com"), at: 1_453_523_768 - 3_600, life: 3_600)
        // The same but for key and signature: the header and the claims are the very same text.
        let signedText = { (value: String) in value.split(separator: ".").prefix(2).joined(separator: ".") }
        #expect(signedText(ours) == signedText(example))
        #expect(try verified(ours).claims == theirs.claims)
    }

    @Test func `CRY-04: is for the endpoint's origin, by the key that subscriptions are made for`() throws {
        let key = VAPIDKey()
        let endpoint = try PushEndpoint("https://Updates.Push.example:8443/wpush/v2/secret-part")
        let value = try key.authorization(for: endpoint, contact: nil, at: 1_000)
        let (claims, publicKey) = try verified(value)
        #expect(claims == Claims(aud: "https://updates.push.example:8443", exp: 1_000 + 12 * 3_600, sub: nil))
        #expect(publicKey == key.publicKey)
        #expect(publicKey.count == 65)
    }

    @Test(
        arguments: [(-5, 1), (0, 1), (60, 60), (86_400, 86_400), (86_401, 86_400), (Int64.max, 86_400)]
            as [(Int64, Int64)])
    func `CRY-04: lives no longer than 24 hours`(life: Int64, until: Int64) throws {
        let value = try VAPIDKey().authorization(
            for: PushEndpoint("https://push.example"), contact: nil, at: 0, life: life)
        #expect(try verified(value).claims.exp == until)
    }

    @Test func `is signed by the same key after it was kept`() throws {
        let key = VAPIDKey()
        let kept = try #require(VAPIDKey(bytes: key.bytes))
        #expect(kept.publicKey == key.publicKey)
        #expect(key.bytes.count == 32)
        #expect(VAPIDKey(bytes: []) == nil)
        #expect(VAPIDKey(bytes: [UInt8](repeating: 0, count: 32)) == nil)
        #expect(VAPIDKey(bytes: [UInt8](repeating: 0xFF, count: 32)) == nil)
        #expect(VAPIDKey().publicKey != key.publicKey)
    }

    @Test(arguments: [
        "", "mailto:", "https://", "push@example.com", "http://example.com", "mailto:a b@c", "mailto:a\"@c",
        "mailto:a\\@c", "mailto:a@c\n", "https://example.com/\u{E9}",
    ])
    func `names no contact that would break its text or that nobody can reach`(text: String) {
        #expect(VAPIDContact(text) == nil)
    }
}
