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

/// A byte sequence of structured fields (RFC 8941 §3.3.5): base 64 with padding between colons.
enum ByteSequence {
    static func text(of bytes: [UInt8]) -> String {
        let padding = String(repeating: "=", count: (3 - bytes.count % 3) % 3)
        return ":" + Base64.standard.encode(bytes) + padding + ":"
    }

    /// The bytes; nil if the text is not the one form that `text(of:)` writes.
    static func bytes(in text: some StringProtocol) -> [UInt8]? {
        guard text.utf8.count >= 2, text.first == ":", text.last == ":" else { return nil }
        let content = text.dropFirst().dropLast()
        let digits = content.prefix { $0 != "=" }
        guard content.utf8.count.isMultiple(of: 4), let bytes = try? Base64.standard.decode(digits),
            self.text(of: bytes) == String(text)
        else { return nil }
        return bytes
    }
}
