internal import CBOR
internal import SwiftASN1

/// `android-key` (WebAuthn L3 §8.4): what Android's key store says of a key that it has made.
struct AndroidKeyStatement {
    private let algorithm: COSEAlgorithm
    private let signature: [UInt8]
    private let statement: CBORMap

    init(_ statement: CBORMap) throws(AttestationRefusal) {
        guard statement.entries.count == 3, let number = statement[.text("alg")]?.integer,
            let signature = statement[.text("sig")]?.bytes
        else { throw .malformed }
        guard let algorithm = COSEAlgorithm(rawValue: number) else { throw .wrongAlgorithm }
        self.algorithm = algorithm
        self.signature = signature
        self.statement = statement
    }

    func verify(_ attested: Attested) throws(AttestationRefusal) -> Attestation {
        let (certificate, path) = try AttestationCertificate.path(in: statement)
        guard certificate.key.isValid(signature, of: attested.signedBytes, by: algorithm) else { throw .badSignature }
        guard certificate.key.encoded == attested.key.key.encoded else { throw .wrongKey }
        guard let content = certificate.content(of: Self.descriptionExtension) else {
            throw .unsuitableCertificate(.extensionMissing)
        }
        guard let description = try? KeyDescription(derEncoded: content.bytes) else { throw .malformed }
        guard description.challenge == attested.clientDataHash else { throw .wrongChallenge }
        let lists = [description.byHardware, description.bySoftware]
        guard lists.allSatisfy({ !$0.allowsAllApplications }) else { throw .unsuitableKey }
        // Keys that a system without a trusted environment has made are taken too, so both lists have a say. The
        // published vector (§16.14) has two empty lists: a list that says nothing says nothing against the key.
        guard lists.allSatisfy({ ($0.origin ?? KeyDescription.generated) == KeyDescription.generated }),
            lists.allSatisfy({ $0.purposes.isSubset(of: [KeyDescription.signing]) })
        else { throw .unsuitableKey }
        return Attestation(format: .androidKey, type: .certified, path: path)
    }

    private static let descriptionExtension: ASN1ObjectIdentifier = [1, 3, 6, 1, 4, 1, 11129, 2, 1, 17]
}

/// The extension of an Android key attestation certificate, as far as §8.4 asks for it. Its schema is Android's
/// "Key and ID attestation", `KeyDescription`.
private struct KeyDescription {
    let challenge: [UInt8]
    let bySoftware: AuthorizationList
    let byHardware: AuthorizationList

    /// `KM_ORIGIN_GENERATED`
    static let generated = 0
    /// `KM_PURPOSE_SIGN`
    static let signing = 2

    init(derEncoded bytes: [UInt8]) throws {
        self = try DER.sequence(DER.parse(bytes), identifier: .sequence) { nodes in
            // Two pairs of a version and a security level.
            for _ in 0..<4 { _ = nodes.next() }
            let challenge = try ASN1OctetString(derEncoded: &nodes)
            _ = try ASN1OctetString(derEncoded: &nodes)
            let bySoftware = try AuthorizationList(derEncoded: &nodes)
            let byHardware = try AuthorizationList(derEncoded: &nodes)
            while nodes.next() != nil {}
            return KeyDescription(
                challenge: Array(challenge.bytes), bySoftware: bySoftware, byHardware: byHardware)
        }
    }

    private init(challenge: [UInt8], bySoftware: AuthorizationList, byHardware: AuthorizationList) {
        self.challenge = challenge
        self.bySoftware = bySoftware
        self.byHardware = byHardware
    }
}

/// What a key may be used for, and where it comes from.
private struct AuthorizationList {
    var purposes: Set<Int> = []
    var allowsAllApplications = false
    var origin: Int?

    init(derEncoded nodes: inout ASN1NodeCollection.Iterator) throws {
        guard let list = nodes.next(), list.identifier == .sequence, case .constructed(let members) = list.content
        else {
            throw ASN1Error.unexpectedFieldType(.sequence)
        }
        for member in members where member.identifier.tagClass == .contextSpecific {
            guard case .constructed(let content) = member.content, let value = Array(content).first else { continue }
            switch member.identifier.tagNumber {
            case 1:
                purposes = Set(try DER.set(of: Int.self, identifier: .set, rootNode: value))
            case 600:
                allowsAllApplications = true
            case 702:
                origin = try Int(derEncoded: value)
            default:
                continue
            }
        }
    }
}
