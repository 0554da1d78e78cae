import CBOR
import Crypto
import PublicKeyCredentials
import Testing

@Suite struct `The key of a credential` {
    private let p256 = Array(P256.Signing.PrivateKey().publicKey.x963Representation)
    private let p384 = Array(P384.Signing.PrivateKey().publicKey.x963Representation)
    private let ed25519 = Array(Curve25519.Signing.PrivateKey().publicKey.rawRepresentation)

    private func refusal(_ members: [Int64: CBORValue]) -> CredentialPublicKey.Refusal? {
        do {
            _ = try CredentialPublicKey(.map(CBORMap(members)))
            return nil
        } catch {
            return error
        }
    }

    private func onCurve(_ point: [UInt8], algorithm: Int64 = -7, curve: Int64 = 1) -> [Int64: CBORValue] {
        let length = (point.count - 1) / 2
        return [
            1: CBORValue(2), 3: CBORValue(algorithm), -1: CBORValue(curve), -2: .bytes(Array(point[1...length])),
            -3: .bytes(Array(point[(length + 1)...])),
        ]
    }

    @Test func `WAR-12: type, curve and length go with the algorithm`() {
        #expect(refusal(onCurve(p256)) == nil)
        #expect(refusal(onCurve(p384, algorithm: -35, curve: 2)) == nil)
        #expect(refusal(onCurve(p384, algorithm: -7, curve: 2)) == .typeMismatch)
        #expect(refusal(onCurve(p384, algorithm: -7, curve: 1)) == .badLength)
        #expect(refusal(onCurve(p256, algorithm: -35, curve: 2)) == .badLength)
        #expect(refusal(onCurve(p256, algorithm: -8)) == .typeMismatch)
        #expect(refusal(onCurve(p256, algorithm: -257)) == .typeMismatch)
        #expect(refusal(onCurve(p256, algorithm: -47, curve: 8)) == .algorithmUnknown(-47))
        #expect(refusal(onCurve(p256).filter { $0.key != 3 }) == .algorithmUnknown(nil))
        #expect(refusal(onCurve(p256).merging([1: CBORValue(1)]) { $1 }) == .typeMismatch)
    }

    @Test func `WAR-12: an Edwards key has one coordinate of 32 bytes, and its own curve`() {
        let key: [Int64: CBORValue] = [1: CBORValue(1), 3: CBORValue(-8), -1: CBORValue(6), -2: .bytes(ed25519)]
        #expect(refusal(key) == nil)
        #expect(refusal(key.merging([-1: CBORValue(7)]) { $1 }) == .typeMismatch)
        #expect(refusal(key.merging([-2: .bytes(ed25519 + [0])]) { $1 }) == .badLength)
        #expect(refusal(key.merging([-2: .bytes([])]) { $1 }) == .badLength)
    }

    @Test(
        arguments: [
            (bits: 1_024, exponent: [1, 0, 1], refusal: .weak), (2_040, [1, 0, 1], .weak), (2_048, [3], .weak),
            (2_048, [0, 1, 0, 1], .weak), (2_048, [1, 0, 1], nil), (8_200, [1, 0, 1], .weak),
        ] as [(Int, [UInt8], CredentialPublicKey.Refusal?)])
    func `WAR-12: an RSA key has 2,048 bits and the usual exponent`(
        bits: Int, exponent: [UInt8], expected: CredentialPublicKey.Refusal?
    ) {
        let modulus = [0xC0] + [UInt8](repeating: 0x55, count: bits / 8 - 1)
        let key: [Int64: CBORValue] = [1: CBORValue(3), 3: CBORValue(-257), -1: .bytes(modulus), -2: .bytes(exponent)]
        #expect(refusal(key) == expected)
    }

    @Test func `a point that isn't on the curve, or is compressed, or all zero, is refused`() {
        var off = p256
        off[64] ^= 1
        #expect(refusal(onCurve(off)) == .notAKey)
        #expect(refusal(onCurve([4] + [UInt8](repeating: 0, count: 64))) == .notAKey)
        #expect(refusal(onCurve(p256).merging([-3: .boolean(true)]) { $1 }) == .badLength)
    }

    @Test func `members that a public key has no use for are refused`() {
        #expect(refusal(onCurve(p256).merging([-4: .bytes(ed25519)]) { $1 }) == .unexpectedMember)
        #expect(refusal(onCurve(p256).merging([4: .array([CBORValue(2)])]) { $1 }) == .unexpectedMember)
    }

    @Test func `is kept as it came, and checks as before`() throws {
        let secret = Curve25519.Signing.PrivateKey()
        let cose = CBORValue.map(
            CBORMap([
                1: CBORValue(1), 3: CBORValue(-8), -1: CBORValue(6),
                -2: .bytes(Array(secret.publicKey.rawRepresentation)),
            ]))
        let kept = try CredentialPublicKey(encoded: try CredentialPublicKey(cose).encoded)
        let message: [UInt8] = [1, 2, 3]
        #expect(kept.isValid(Array(try secret.signature(for: message)), of: message))
        #expect(!kept.isValid(Array(try secret.signature(for: message)), of: [1, 2, 4]))
        #expect(throws: CredentialPublicKey.Refusal.notAMap) { try CredentialPublicKey(encoded: [1]) }
    }
}
