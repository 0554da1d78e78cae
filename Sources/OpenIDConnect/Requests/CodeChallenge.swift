internal import Bytes
internal import Crypto

/// What ties a code to whoever asked for it: Proof Key for Code Exchange (RFC 7636), with S256 alone.
package struct CodeChallenge: Sendable, Hashable, Codable {
    /// SHA-256 of the verifier, in base64url.
    package let text: String

    /// - Returns: `nil` unless it can be the hash of something.
    package init?(_ text: String) {
        guard let bytes = try? Base64.url.decode(text), bytes.count == 32 else { return nil }
        self.text = text
    }

    /// Whether the verifier is the one that was hashed.
    ///
    /// A verifier of another length or with other characters than RFC 7636 §4.1 has is wrong whatever its hash is.
    package func isMet(by verifier: String) -> Bool {
        guard (43...128).contains(verifier.utf8.count), verifier.utf8.allSatisfy(Self.isUnreserved) else {
            return false
        }
        return equalInConstantTime(text, Base64.url.encode(SHA256.hash(data: Array(verifier.utf8))))
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        let character = Character(UnicodeScalar(byte))
        return byte < 128 && (character.isLetter || character.isNumber || "-._~".contains(character))
    }
}
