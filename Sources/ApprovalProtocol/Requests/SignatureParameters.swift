internal import Bytes

/// The parameters of the one signature that a request bears, in the one form that is accepted:
/// `;created=…;nonce="…";keyid="…";alg="ecdsa-p256-sha256";tag="aikagi-v1"`.
package struct SignatureParameters: Sendable, Hashable {
    /// Why a text is not these parameters.
    package enum Refusal: Error, Hashable {
        /// Not the parameters that are asked for, in their order and with nothing between or behind them.
        case malformed
        /// Another algorithm (RFC 9421 §3.2 step 6): the verifier never asks the message which one to use.
        case otherAlgorithm
        /// A signature that was made for another purpose.
        case otherTag
        /// Not 16 bytes in base64url.
        case nonce
        /// Not 1 to 64 letters and digits.
        case keyID
        /// Not a plain number of seconds.
        case created
    }

    /// Seconds since 1970 by the app's clock, which may be wrong.
    package let created: Int64
    /// 16 random bytes in base64url: no two requests of an installation have the same.
    package let nonce: String
    /// The id of the installation, or `new` while it has none.
    package let keyID: String

    package init(created: Int64, nonce: String, keyID: String) throws(Refusal) {
        guard created >= 0, created < 100_000_000_000 else { throw .created }
        guard let bytes = try? Base64.url.decode(nonce), bytes.count == Self.nonceLength else { throw .nonce }
        guard (1...64).contains(keyID.utf8.count), keyID.utf8.allSatisfy(Self.isLetterOrDigit) else { throw .keyID }
        self.created = created
        self.nonce = nonce
        self.keyID = keyID
    }

    /// The name of the signature in `Signature-Input` and `Signature`.
    package static let label = "aikagi"
    /// The key id of a request that enrols: the installation has no id yet.
    package static let newInstallation = "new"
    /// How many random bytes make a nonce.
    package static let nonceLength = 16

    private static let algorithm = "ecdsa-p256-sha256"
    private static let tag = "aikagi-v1"

    package var text: String {
        ";created=\(created);nonce=\"\(nonce)\";keyid=\"\(keyID)\";alg=\"\(Self.algorithm)\";tag=\"\(Self.tag)\""
    }

    /// Reads the parameters, from the first semicolon on.
    init(parsing text: Substring) throws(Refusal) {
        var rest = text
        let created = try Self.take(";created=", upTo: ";", from: &rest)
        let nonce = try Self.take("nonce=\"", upTo: "\"", from: &rest)
        let keyID = try Self.take(";keyid=\"", upTo: "\"", from: &rest)
        let algorithm = try Self.take(";alg=\"", upTo: "\"", from: &rest)
        let tag = try Self.take(";tag=\"", upTo: "\"", from: &rest)
        guard rest.isEmpty else { throw .malformed }
        guard algorithm == Self.algorithm else { throw .otherAlgorithm }
        guard tag == Self.tag else { throw .otherTag }
        // `Int64` reads "+1" and "007" too; what was read has to be what is written.
        guard let seconds = Int64(created), String(seconds) == created else { throw .created }
        try self.init(created: seconds, nonce: String(nonce), keyID: String(keyID))
    }

    /// What stands between `opening` and the next `closing`; both are taken.
    private static func take(
        _ opening: String, upTo closing: Character, from rest: inout Substring
    ) throws(Refusal) -> Substring {
        guard rest.hasPrefix(opening) else { throw .malformed }
        rest = rest.dropFirst(opening.count)
        guard let end = rest.firstIndex(of: closing) else { throw .malformed }
        defer { rest = rest[rest.index(after: end)...] }
        return rest[..<end]
    }

    private static func isLetterOrDigit(_ character: UInt8) -> Bool {
        switch character {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
