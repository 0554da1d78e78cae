internal import Bytes
internal import Crypto

/// The digest of a body in a field of its request (RFC 9530 §2), by which a signature covers the body.
package enum ContentDigest {
    /// Why a field does not vouch for a body.
    package enum Refusal: Error, Hashable {
        /// Not `sha-256=:…:` with 32 bytes in padded base 64, exactly.
        case malformed
        case otherBody
    }

    /// The field's value for `body`: `sha-256=:…:`.
    package static func value(for body: [UInt8]) -> String {
        "sha-256=" + ByteSequence.text(of: Array(SHA256.hash(data: body)))
    }

    /// Holds `body` against the field. Other algorithms and lists of several are refused: ours sends one.
    package static func check(_ value: String, of body: [UInt8]) throws(Refusal) {
        let label = "sha-256="
        guard value.hasPrefix(label), let digest = ByteSequence.bytes(in: value.dropFirst(label.count)),
            digest.count == SHA256.byteCount
        else { throw .malformed }
        guard equalInConstantTime(digest, Array(SHA256.hash(data: body))) else { throw .otherBody }
    }
}
