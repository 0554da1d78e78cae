import ApprovalProtocol
import Bytes
import Testing

@Suite struct `A signed request` {
    @Test func `has the base that another implementation made, and is believed by its signature`() throws {
        let vectors = try ProtocolVectors.requests()
        let key = try InstallationKey(base64url: try #require(vectors.keys["contact"]))
        for vector in vectors.cases {
            let parameters = try SignatureParameters(created: vector.created, nonce: vector.nonce, keyID: vector.keyid)
            let request = RequestToSign(vector.content, parameters: parameters)
            #expect(String(decoding: request.bytesToSign, as: UTF8.self) == vector.base, "\(vector.name)")

            let unverified = try UnverifiedRequest(vector.content, fields: fields(vector.fields))
            #expect(unverified.keyID == vector.keyid)
            let verified = try unverified.verified(with: key, at: vector.created * 1_000)
            #expect(verified.nonce == vector.nonce)
            #expect(verified.content == vector.content)
        }
    }

    @Test func `makes the round trip with and without a body`() throws {
        for content in [post, read] {
            let request = try signed(content)
            #expect(try verify(content, request).content == content)
        }
    }

    @Test(arguments: [
        RequestContent(
            method: "PUT", authority: "id.example.org", path: "/a", query: "x=1", contentType: "t", body: [1]),
        RequestContent(
            method: "POST", authority: "id.example.com", path: "/a", query: "x=1", contentType: "t", body: [1]),
        RequestContent(
            method: "POST", authority: "id.example.org", path: "/b", query: "x=1", contentType: "t", body: [1]),
        RequestContent(
            method: "POST", authority: "id.example.org", path: "/a", query: "x=2", contentType: "t", body: [1]),
        RequestContent(
            method: "POST", authority: "id.example.org", path: "/a", query: "x=1", contentType: "u", body: [1]),
    ])
    func `is not another request: method, server, path, query and type are covered`(other: RequestContent) throws {
        let content = RequestContent(
            method: "POST", authority: "id.example.org", path: "/a", query: "x=1", contentType: "t", body: [1])
        let request = try signed(content)
        #expect(throws: RequestRefusal.signatureWrong) { try verify(other, request) }
    }

    @Test func `is not a request with another body, of any length`() throws {
        let request = try signed(post)
        for body: [UInt8] in [post.body + [0], Array(post.body.dropLast()), Array(post.body.reversed())] {
            let other = RequestContent(
                method: post.method, authority: post.authority, path: post.path, contentType: post.contentType,
                body: body)
            #expect(throws: RequestRefusal.contentDigest(.otherBody)) { try verify(other, request) }
        }
        let without = RequestContent(method: post.method, authority: post.authority, path: post.path)
        #expect(throws: RequestRefusal.otherComponents) { try verify(without, request) }
    }

    @Test func `is believed by no other key`() throws {
        let request = try signed(post)
        let unverified = try UnverifiedRequest(post, fields: fields(request))
        let stranger = try TestKey().installationKey
        #expect(throws: RequestRefusal.signatureWrong) { try unverified.verified(with: stranger, at: now) }
    }

    @Test(arguments: [(-60_000, true), (60_000, true), (-60_001, false), (60_001, false), (86_400_000, false)])
    func `DEV-17: a clock is told from sixty seconds on, and only after the signature was right`(
        difference: Int64, isBelieved: Bool
    ) throws {
        let request = try signed(post)
        if isBelieved {
            #expect(try verify(post, request, at: now + difference).content == post)
        } else {
            let expected = RequestRefusal.clockOff(created: now / 1_000)
            #expect(throws: expected) { try verify(post, request, at: now + difference) }
            let unverified = try UnverifiedRequest(post, fields: fields(request))
            let stranger = try TestKey().installationKey
            #expect(throws: RequestRefusal.signatureWrong) {
                try unverified.verified(with: stranger, at: now + difference)
            }
        }
    }

    @Test(arguments: ["0", "2", "01", "+1", "", "1, 1", "one"])
    func `DEV-18: another version is refused before anything is read`(version: String) throws {
        var request = try signed(post)
        request["aikagi-protocol"] = version
        #expect(throws: RequestRefusal.versionUnsupported) { try verify(post, request) }
    }

    @Test func `DEV-18: there is no unsigned form, and no version goes unsigned`() throws {
        let request = try signed(post)
        #expect(request["signature-input"]?.contains("\"aikagi-protocol\"") == true)
        for name in request.keys {
            var without = request
            without[name] = nil
            let refusal: RequestRefusal = name == "aikagi-protocol" ? .versionUnsupported : .fieldMissing(name)
            #expect(throws: refusal) { try verify(post, without) }
        }
    }

    @Test func `a field that stands there twice is refused`() throws {
        let one = try signed(post)
        func twice(_ name: String) -> UnverifiedRequest.Fields {
            func values(_ field: String) -> [String] {
                let value = one[field].map { [$0] } ?? []
                return field == name ? value + value : value
            }
            return .init(
                version: values("aikagi-protocol"), contentDigest: values("content-digest"),
                signatureInput: values("signature-input"), signature: values("signature"))
        }
        for name in one.keys {
            #expect(throws: RequestRefusal.fieldRepeated(name)) { try UnverifiedRequest(post, fields: twice(name)) }
        }
    }

    @Test func `a body longer than 64 KiB is refused before it is digested`() throws {
        let content = RequestContent(
            method: "POST", authority: "id.example.org", path: "/", contentType: "application/json",
            body: [UInt8](repeating: 0, count: 65_537))
        let request = try signed(content)
        #expect(throws: RequestRefusal.bodyTooLong) { try verify(content, request) }
    }

    @Test func `no truncation and no flipped bit of a field is believed`() throws {
        let request = try signed(post)
        for (name, value) in request {
            let bytes = Array(value.utf8)
            for length in 0..<bytes.count {
                var changed = request
                changed[name] = String(decoding: bytes.prefix(length), as: UTF8.self)
                #expect(throws: RequestRefusal.self) { try verify(post, changed) }
            }
            for bit in 0..<bytes.count * 8 {
                var flipped = bytes
                flipped[bit / 8] ^= 1 << (bit % 8)
                var changed = request
                changed[name] = String(decoding: flipped, as: UTF8.self)
                #expect(throws: RequestRefusal.self, "bit \(bit) of \(name)") { try verify(post, changed) }
            }
        }
    }

    @Test(arguments: [
        (";alg=\"ecdsa-p256-sha256\"", ";alg=\"hmac-sha256\"", RequestRefusal.parameters(.otherAlgorithm)),
        (";alg=\"ecdsa-p256-sha256\"", "", .parameters(.malformed)),
        (";tag=\"aikagi-v1\"", ";tag=\"aikagi-v0\"", .parameters(.otherTag)),
        (";tag=\"aikagi-v1\"", ";tag=\"aikagi-v1\";expires=1", .parameters(.malformed)),
        ("created=1790000000", "created=+1790000000", .parameters(.created)),
        ("created=1790000000", "created=-1", .parameters(.created)),
        ("created=1790000000", "created=99999999999999999999", .parameters(.created)),
        ("\"@method\" \"@authority\"", "\"@authority\" \"@method\"", .otherComponents),
        (" \"aikagi-protocol\"", "", .otherComponents),
        ("aikagi=(", "other=(", .signatureInputMalformed),
        ("aikagi=(", "aikagi=(  ", .otherComponents),
        ("keyid=\"abc\"", "keyid=\"\"", .parameters(.keyID)),
        ("keyid=\"abc\"", "keyid=\"a'; --\"", .parameters(.keyID)),
    ])
    func `says which part of its input is not ours`(part: String, instead: String, refusal: RequestRefusal) throws {
        var request = try signed(post)
        request["signature-input"] = request["signature-input"]?.replacing(part, with: instead)
        #expect(throws: refusal) { try verify(post, request) }
    }

    // MARK: -

    private let key = TestKey()
    private let now: Int64 = 1_790_000_000_000
    private let post = RequestContent(
        method: "POST", authority: "id.example.org", path: "/api/v1/scans", contentType: "application/json",
        body: Array(#"{"code":"x"}"#.utf8))
    private let read = RequestContent(method: "GET", authority: "localhost:8080", path: "/", query: "a=b%20c")

    private func signed(_ content: RequestContent) throws -> [String: String] {
        let parameters = try SignatureParameters(
            created: now / 1_000, nonce: Base64.url.encode([UInt8](0..<16)), keyID: "abc")
        let request = RequestToSign(content, parameters: parameters)
        let fields = request.fields(signature: try key.sign(request.bytesToSign))
        return Dictionary(uniqueKeysWithValues: fields.map { ($0.name, $0.value) })
    }

    @discardableResult
    private func verify(
        _ content: RequestContent, _ request: [String: String], at moment: Int64? = nil
    ) throws -> VerifiedRequest {
        try UnverifiedRequest(content, fields: fields(request))
            .verified(with: try key.installationKey, at: moment ?? now)
    }

    private func fields(_ all: [String: String]) -> UnverifiedRequest.Fields {
        func values(_ name: String) -> [String] { all[name].map { [$0] } ?? [] }
        return .init(
            version: values("aikagi-protocol"), contentDigest: values("content-digest"),
            signatureInput: values("signature-input"), signature: values("signature"))
    }
}
