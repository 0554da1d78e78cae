import Crypto

/// The hash function under a code's HMAC, by its name in `otpauth` URIs.
///
/// SHA-1 is what every app understands, and HMAC-SHA-1 is not touched by the collisions that broke SHA-1 itself; this
/// is the only place in our formats where it stands (CRY-17).
package enum HashFunction: String, Sendable, Hashable, Codable, CaseIterable {
    case sha1 = "SHA1"
    case sha256 = "SHA256"
    case sha512 = "SHA512"

    func authenticationCode(for message: [UInt8], under key: [UInt8]) -> [UInt8] {
        let key = SymmetricKey(data: key)
        return switch self {
        case .sha1: Array(HMAC<Crypto.Insecure.SHA1>.authenticationCode(for: message, using: key))
        case .sha256: Array(HMAC<SHA256>.authenticationCode(for: message, using: key))
        case .sha512: Array(HMAC<SHA512>.authenticationCode(for: message, using: key))
        }
    }
}
