import ApprovalProtocol
import Bytes
import TestSupport
import Testing

@Suite struct `Vectors that others have published` {
    @Test func `the signature of RFC 9421 appendix B.2.4 is right over the base we make`() throws {
        let key = try InstallationKey(x963: [0x04] + Array(try Base64.standard.decode(Self.point)))
        let base = SignatureBase(
            [
                .init("@status", "200"), .init("content-type", "application/json"),
                .init(
                    "content-digest",
                    "sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:"
                ),
                .init("content-length", "23"),
            ], parameters: ";created=1618884473;keyid=\"test-key-ecc-p256\"")
        #expect(
            base.text == """
                "@status": 200
                "content-type": application/json
                "content-digest": sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:
                "content-length": 23
                "@signature-params": ("@status" "content-type" "content-digest" "content-length");created=1618884473;\
                keyid="test-key-ecc-p256"
                """)
        let signature = try Base64.standard.decode(
            "wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw")
        #expect(key.verifies(signature, over: base.bytes))
        #expect(!key.verifies(signature, over: Array(base.bytes.dropLast())))
    }

    @Test(arguments: [
        ("{\"hello\": \"world\"}\n", "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:"),
        ("{\"hello\": \"world\"}", "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:"),
    ])
    func `digests are those of RFC 9530 appendix B.1 and RFC 9421 appendix B.2`(body: String, value: String) throws {
        #expect(ContentDigest.value(for: Array(body.utf8)) == value)
        try ContentDigest.check(value, of: Array(body.utf8))
        #expect(throws: ContentDigest.Refusal.otherBody) { try ContentDigest.check(value, of: []) }
    }

    @Test(arguments: [
        "", "sha-256", "sha-256=", "sha-256=:", "sha-256=::", "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg:",
        "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDh=:",  // stray bits behind the last byte
        "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:, sha-512=:AA==:", "sha-512=:AA==:", "SHA-256=:AA==:",
        "sha-256=:AA==:", "sha-256=: RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:",
    ])
    func `a digest in any other form is refused`(value: String) {
        #expect(throws: ContentDigest.Refusal.malformed) { try ContentDigest.check(value, of: []) }
    }

    /// x and y of `test-key-ecc-p256` (RFC 9421 appendix B.1.3).
    private static let point = "qIVYZVLCrPZHGHjP17CTW0/+D9Lfw0EkjqF7xB4FivAxzic30tMM4GF+hR6Dxh71Z50VGGdldkkDXZCnTNnoXQ"
}

@Suite struct `A key from outside` {
    @Test func `DEV-16: the generator is one, in its one form`() throws {
        let bytes = try Hexadecimal.decode("04" + Self.x + Self.y)
        #expect(try InstallationKey(x963: bytes).base64url == Base64.url.encode(bytes))
    }

    @Test func `DEV-16: a point that is infinite, off the curve, compressed or of the wrong length is none`() throws {
        for vector in try Vectors.cases(in: "approval-protocol/points.txt") {
            let bytes = try Hexadecimal.decode(vector[0])
            let refusal: InstallationKey.Refusal = vector[1] == "notOnCurve" ? .notOnCurve : .notUncompressed
            #expect(throws: refusal, "\(vector[2])") { try InstallationKey(x963: bytes) }
        }
    }

    @Test func `DEV-16: one key for both purposes is refused`() throws {
        let key = try TestKey().installationKey
        #expect(throws: InstallationKeys.SameKeyTwice.self) { try InstallationKeys(contact: key, approval: key) }
    }

    @Test(arguments: [0, 1, 63, 65, 70, 72]) func `a signature of another length is wrong, not a fault`(length: Int)
        throws
    {
        let key = try TestKey().installationKey
        #expect(!key.verifies([UInt8](repeating: 1, count: length), over: [1]))
    }

    @Test func `zero, the order and more are no part of a signature`() throws {
        let key = try TestKey().installationKey
        let order = try Hexadecimal.decode("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551")
        let nothing = [UInt8](repeating: 0, count: 32)
        let one = [UInt8](repeating: 0, count: 31) + [1]
        for signature in [nothing + nothing, nothing + one, one + nothing, order + one, one + order, order + order] {
            #expect(!key.verifies(signature, over: [1]))
        }
    }

    private static let x = "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
    private static let y = "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
}
