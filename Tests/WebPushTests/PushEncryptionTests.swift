import Bytes
import Crypto
import TestSupport
import Testing
import WebPush

@Suite struct `A push message` {
    private let vector: [String: [UInt8]]

    init() throws {
        let cases = try Vectors.cases(in: "web-push/message-rfc8291.txt")
        vector = try Dictionary(uniqueKeysWithValues: cases.map { ($0[0], try Base64.url.decode($0[1])) })
    }

    private func bytes(_ name: String) throws -> [UInt8] { try #require(vector[name]) }

    private func subscription() throws -> PushSubscription {
        try PushSubscription(
            endpoint: "https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV",
            key: try bytes("ua_public"), authentication: try bytes("auth_secret"))
    }

    @Test func `CRY-01: is byte for byte what RFC 8291 shows, and opens again`() throws {
        let sender = try P256.KeyAgreement.PrivateKey(rawRepresentation: try bytes("as_private"))
        #expect(Array(sender.publicKey.x963Representation) == (try bytes("as_public")))
        let message = try PushEncryption.encrypt(
            try bytes("plaintext"), for: try subscription(), sender: sender, salt: try bytes("salt"))
        #expect(message == (try bytes("body")))
        let receiver = try P256.KeyAgreement.PrivateKey(rawRepresentation: try bytes("ua_private"))
        let opened = try PushEncryption.decrypt(message, with: receiver, authentication: try bytes("auth_secret"))
        #expect(opened == Array("When I grow up, I want to be a watermelon".utf8))
    }

    @Test func `is another one each time, and opens for its subscription alone`() throws {
        let receiver = P256.KeyAgreement.PrivateKey()
        let authentication = PushEncryption.randomSalt()
        let subscription = try PushSubscription(
            endpoint: "https://push.example.net/x", key: Array(receiver.publicKey.x963Representation),
            authentication: authentication)
        let messages = try (0..<8).map { _ in try PushEncryption.encrypt([1, 2, 3], for: subscription) }
        #expect(Set(messages.map { Array($0.prefix(16)) }).count == 8)
        #expect(Set(messages.map { Array($0[21..<86]) }).count == 8)
        for message in messages {
            let opened = try PushEncryption.decrypt(message, with: receiver, authentication: authentication)
            #expect(opened == [1, 2, 3])
            #expect(throws: EncryptedContent.Refusal.notAuthentic(record: 0)) {
                _ = try PushEncryption.decrypt(
                    message, with: P256.KeyAgreement.PrivateKey(), authentication: authentication)
            }
            #expect(throws: EncryptedContent.Refusal.notAuthentic(record: 0)) {
                _ = try PushEncryption.decrypt(
                    message, with: receiver, authentication: PushEncryption.randomSalt())
            }
        }
    }

    @Test func `is never longer than every push service takes`() throws {
        let longest = [UInt8](repeating: 7, count: PushEncryption.longestContent)
        #expect(try PushEncryption.encrypt(longest, for: try subscription()).count == 4_096)
        #expect(throws: EncryptedContent.Refusal.recordTruncated) {
            _ = try PushEncryption.encrypt(longest + [7], for: try subscription())
        }
    }

    @Test func `CRY-03: is refused when its sender's key is not one`() throws {
        let receiver = try P256.KeyAgreement.PrivateKey(rawRepresentation: try bytes("ua_private"))
        let body = try bytes("body")
        var offCurve = body
        offCurve[85] ^= 1
        let short = Array(body[..<20]) + [64] + Array(body[21...])
        for forged in [offCurve, short] {
            #expect(throws: EncryptedContent.Refusal.keyIdentifierWrong) {
                _ = try PushEncryption.decrypt(forged, with: receiver, authentication: try bytes("auth_secret"))
            }
        }
    }
}

@Suite struct `A push subscription` {
    private let key = Base64.url.encode(P256.KeyAgreement.PrivateKey().publicKey.x963Representation)
    private let authentication = Base64.url.encode(PushEncryption.randomSalt())
    private let endpoint = "https://push.example.net/p/1"

    @Test func `is read from what a browser gives`() throws {
        let read = try PushSubscription(endpoint: endpoint, key: key, authentication: authentication)
        #expect(Base64.url.encode(read.key.x963Representation) == key)
        #expect(Base64.url.encode(read.authentication) == authentication)
        #expect(read.endpoint.text == endpoint)
    }

    @Test func `CRY-06: has a key of one form, on the curve`() throws {
        let point = try Base64.url.decode(key)
        let compressed = [2 + (point[64] & 1)] + point[1...32]
        let hybrid = [6 + (point[64] & 1)] + point.dropFirst()
        var offCurve = point
        offCurve[64] ^= 1
        let zero: [UInt8] = [4] + [UInt8](repeating: 0, count: 64)
        for bad in [Array(compressed), Array(hybrid), offCurve, zero, [0], [], point + [0], Array(point.dropLast())] {
            #expect(throws: PushSubscription.Refusal.key) {
                _ = try PushSubscription(
                    endpoint: endpoint, key: Base64.url.encode(bad), authentication: authentication)
            }
        }
        #expect(throws: PushSubscription.Refusal.key) {
            _ = try PushSubscription(endpoint: endpoint, key: key + "=", authentication: authentication)
        }
    }

    @Test(arguments: [0, 1, 15, 17, 32])
    func `has a secret of 16 bytes`(count: Int) {
        #expect(throws: PushSubscription.Refusal.authentication) {
            _ = try PushSubscription(
                endpoint: endpoint, key: key,
                authentication: Base64.url.encode([UInt8](repeating: 0, count: count)))
        }
    }

    @Test(arguments: [
        ("https://push.example.net/p/1?x=y", "https://push.example.net", "push.example.net"),
        ("https://Push.Example.NET:443/P", "https://push.example.net", "push.example.net"),
        ("HTTPS://push.example.net:8443", "https://push.example.net:8443", "push.example.net"),
        ("https://push.example.net?token=1", "https://push.example.net", "push.example.net"),
        ("https://[2A00::1]:8443/x", "https://[2a00::1]:8443", "2a00::1"),
        ("http://127.0.0.1:9000/x", "http://127.0.0.1:9000", "127.0.0.1"),
        ("http://localhost:80/x", "http://localhost", "localhost"),
    ])
    func `knows the origin that a token is for`(text: String, origin: String, host: String) throws {
        let endpoint = try PushEndpoint(text)
        #expect(endpoint.text == text)
        #expect(endpoint.origin == origin)
        #expect(endpoint.host == host)
        #expect("\(endpoint)" == origin)
    }

    @Test(arguments: [
        ("http://push.example.net/", PushEndpoint.Refusal.notSecure), ("http://127.0.0.2/", .notSecure),
        ("http://192.168.0.1/", .notSecure), ("http://localhost.example.net/", .notSecure), ("ftp://x/", .notSecure),
        ("push.example.net", .notSecure), ("//push.example.net", .notSecure), ("", .notSecure),
        ("javascript:alert(1)", .notSecure), ("https:/x", .notSecure), ("https://", .badHost), ("https:///x", .badHost),
        ("https://user@push.example.net/", .hasCredentials), ("https://a:b@push.example.net/", .hasCredentials),
        ("https://push.example.net\\@127.0.0.1/", .forbiddenCharacter), ("https://x/a b", .forbiddenCharacter),
        ("https://x/\n", .forbiddenCharacter), ("https://x/\u{E9}", .forbiddenCharacter),
        ("https://push.example.net/#x", .hasFragment), ("https://push.example.net:0/", .badPort),
        ("https://push.example.net:22/", .badPort), ("https://push.example.net:25/", .badPort),
        ("https://push.example.net:80/", .badPort), ("https://push.example.net:1023/", .badPort),
        ("https://push.example.net:65536/", .badPort), ("https://push.example.net:+1/", .badPort),
        ("https://push.example.net:/", .badPort), ("https://[::1/", .badHost), ("https://[]/", .badHost),
        ("https://[::1%25lo]/", .badHost), ("https://[::1]x/", .badPort), ("https://a%2eb/", .badHost),
        ("https://.x/", .badHost), ("https://x,y/", .badHost),
    ])
    func `CRY-05: refuses an endpoint that is not plainly a place of the web`(
        text: String, refusal: PushEndpoint.Refusal
    ) {
        #expect(throws: refusal) { _ = try PushEndpoint(text) }
        #expect(throws: PushSubscription.Refusal.endpoint(refusal)) {
            _ = try PushSubscription(endpoint: text, key: key, authentication: authentication)
        }
    }

    @Test(arguments: [
        ("https://push.example.net/x", "https://push.example.net"),
        ("https://push.example.net:443/x", "https://push.example.net"),
        ("https://push.example.net:8443/x", "https://push.example.net:8443"),
        ("https://push.example.net:1024/x", "https://push.example.net:1024"),
    ])
    func `takes the port of the web, and those that belong to no protocol`(text: String, origin: String) throws {
        #expect(try PushEndpoint(text).origin == origin)
    }

    @Test func `refuses an endpoint beyond measure`() {
        let long = "https://push.example.net/" + String(repeating: "x", count: 2_048)
        #expect(throws: PushEndpoint.Refusal.tooLong) { _ = try PushEndpoint(long) }
    }
}
