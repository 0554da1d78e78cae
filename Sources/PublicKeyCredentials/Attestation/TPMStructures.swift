internal import Bytes
internal import Crypto
internal import CryptoExtras

// The structures of "Trusted Platform Module Library, Part 2: Structures" that an attestation statement holds.
// Numbers are big-endian; a `TPM2B` is a length in two bytes and so many bytes.

/// A hash algorithm by its TPM number (TPM_ALG_ID, Part 2 §6.3).
enum TPMHash: UInt16 {
    case sha256 = 0x000B
    case sha384 = 0x000C
    case sha512 = 0x000D

    /// The hash that a signature algorithm uses; `nil` for one that hashes by itself.
    init?(_ algorithm: COSEAlgorithm) {
        switch algorithm {
        case .es256, .rs256: self = .sha256
        case .es384: self = .sha384
        case .es512: self = .sha512
        case .edDSA: return nil
        }
    }

    func digest(of bytes: [UInt8]) -> [UInt8] {
        switch self {
        case .sha256: Array(SHA256.hash(data: bytes))
        case .sha384: Array(SHA384.hash(data: bytes))
        case .sha512: Array(SHA512.hash(data: bytes))
        }
    }
}

/// `TPMT_PUBLIC` (Part 2 §12.2.4): a public key as the TPM has it.
struct TPMPublicArea {
    /// `nameAlg`, and the hash over the whole by it (Part 1 §16).
    let name: [UInt8]
    private let key: Key

    private enum Key {
        /// The modulus; the exponent is 65,537.
        case rsa(modulus: [UInt8])
        case onCurve(TPMCurve, x: [UInt8], y: [UInt8])
    }

    private static let none: UInt16 = 0x0010

    init?(_ bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        guard let type = try? reader.readInteger(as: UInt16.self),
            let nameAlgorithm = try? reader.readInteger(as: UInt16.self), let hash = TPMHash(rawValue: nameAlgorithm),
            (try? reader.readInteger(as: UInt32.self)) != nil, reader.readSized() != nil,
            let key = Self.readKey(of: type, from: &reader), reader.isAtEnd
        else { return nil }
        self.key = key
        name = [UInt8(nameAlgorithm >> 8), UInt8(nameAlgorithm & 0xFF)] + hash.digest(of: bytes)
    }

    /// Parameters (§12.2.3) and `unique` (§12.2.3.2), for a key that signs: no symmetric algorithm.
    private static func readKey(of type: UInt16, from reader: inout ByteReader) -> Key? {
        guard let symmetric = try? reader.readInteger(as: UInt16.self), symmetric == none, reader.skipScheme() else {
            return nil
        }
        switch type {
        case 0x0001:
            guard (try? reader.readInteger(as: UInt16.self)) != nil,
                let exponent = try? reader.readInteger(as: UInt32.self), exponent == 0 || exponent == 65_537,
                let modulus = reader.readSized()
            else { return nil }
            return .rsa(modulus: modulus)
        case 0x0023:
            guard let number = try? reader.readInteger(as: UInt16.self), let curve = TPMCurve(rawValue: number),
                reader.skipScheme(), let x = reader.readSized(), let y = reader.readSized()
            else { return nil }
            return .onCurve(curve, x: x, y: y)
        default:
            return nil
        }
    }

    /// Whether it is this key.
    func holds(_ other: VerificationKey) -> Bool {
        switch (key, other) {
        case (.rsa(let modulus), .rsa(let key)):
            guard let primitives = try? key.getKeyPrimitives() else { return false }
            return Array(primitives.modulus).drop { $0 == 0 } == modulus.drop { $0 == 0 }
        case (.onCurve(.p256, let x, let y), .p256), (.onCurve(.p384, let x, let y), .p384),
            (.onCurve(.p521, let x, let y), .p521):
            guard case .onCurve(let curve, _, _) = key, x.count <= curve.length, y.count <= curve.length else {
                return false
            }
            return other.encoded == [4] + curve.padded(x) + curve.padded(y)
        default:
            return false
        }
    }
}

/// An elliptic curve by its TPM number (TPM_ECC_CURVE, Part 2 §6.4).
private enum TPMCurve: UInt16 {
    case p256 = 0x0003
    case p384 = 0x0004
    case p521 = 0x0005

    /// Of a coordinate, in bytes.
    var length: Int {
        switch self {
        case .p256: 32
        case .p384: 48
        case .p521: 66
        }
    }

    /// A TPM may leave zeros at the beginning out.
    func padded(_ coordinate: [UInt8]) -> [UInt8] {
        [UInt8](repeating: 0, count: length - coordinate.count) + coordinate
    }
}

/// `TPMS_ATTEST` of a key that was certified (Part 2 §10.12.8, §10.12.3).
struct TPMCertifiedKey {
    let extraData: [UInt8]
    /// Of the public area that was certified.
    let name: [UInt8]

    /// `TPM_GENERATED_VALUE` and `TPM_ST_ATTEST_CERTIFY`: a TPM signs this of its own, and of nothing else.
    private static let generated: UInt32 = 0xFF54_4347
    private static let certify: UInt16 = 0x8017

    init?(_ bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        guard let magic = try? reader.readInteger(as: UInt32.self), magic == Self.generated,
            let type = try? reader.readInteger(as: UInt16.self), type == Self.certify,
            reader.readSized() != nil, let extraData = reader.readSized(),
            // clockInfo (17 bytes) and firmwareVersion (8)
            (try? reader.read(25)) != nil,
            let name = reader.readSized(), reader.readSized() != nil, reader.isAtEnd
        else { return nil }
        self.extraData = extraData
        self.name = name
    }
}

extension ByteReader {
    /// A `TPM2B`.
    fileprivate mutating func readSized() -> [UInt8]? {
        guard let length = try? readInteger(as: UInt16.self) else { return nil }
        return (try? read(Int(length))).map { Array($0) }
    }

    /// A signing scheme or a key derivation: nothing, or an algorithm and its hash.
    fileprivate mutating func skipScheme() -> Bool {
        guard let scheme = try? readInteger(as: UInt16.self) else { return false }
        return scheme == 0x0010 || (try? readInteger(as: UInt16.self)) != nil
    }
}
