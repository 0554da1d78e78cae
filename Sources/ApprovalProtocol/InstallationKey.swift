// ApprovalProtocol is what an installation of the app and the server say to each other: requests signed with HTTP
// Message Signatures (RFC 9421), approvals signed by a key of their own, the derivations behind the app's PIN, and the
// names of everything in the bodies. Both sides use the same source; docs/formats/ says it in words for others.
//
// Untrusted bytes come in as one type and go out as another: an `UnverifiedRequest` has no content to act on until a key
// has turned it into a `VerifiedRequest`, and the same holds for approvals. The target refuses whatever could be written
// in two ways, draws no random numbers, reads no clock, and sends nothing.

package import Bytes
internal import Crypto

/// A public key of an installation: a point of P-256, of which the server knows nothing but what it verifies.
package struct InstallationKey: Sendable, Hashable {
    /// Why bytes are not a key (DEV-16).
    package enum Refusal: Error, Hashable {
        case notBase64(Base64.Refusal)
        /// Not 65 bytes that begin with 0x04: compressed and hybrid forms are refused, so that a key has one form.
        case notUncompressed
        case notOnCurve
    }

    /// The uncompressed point, 65 bytes (ANSI X9.63 §4.3.6).
    package let bytes: [UInt8]
    private let key: P256.Signing.PublicKey

    package init(x963 bytes: [UInt8]) throws(Refusal) {
        guard bytes.count == Self.length, bytes.first == 0x04 else { throw .notUncompressed }
        do { key = try P256.Signing.PublicKey(x963Representation: bytes) } catch { throw .notOnCurve }
        self.bytes = bytes
    }

    /// The key as it stands in JSON.
    package init(base64url text: String) throws(Refusal) {
        let bytes: [UInt8]
        do { bytes = try Base64.url.decode(text) } catch { throw .notBase64(error) }
        try self.init(x963: bytes)
    }

    /// Bytes of a key.
    package static let length = 65

    /// The key as it stands in JSON.
    package var base64url: String { Base64.url.encode(bytes) }

    /// Whether `signature` was made over `message` by the key's owner: ECDSA with SHA-256, r and s of 32 bytes each.
    package func verifies(_ signature: [UInt8], over message: [UInt8]) -> Bool {
        guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
        return key.isValidSignature(signature, for: message)
    }

    package static func == (left: Self, right: Self) -> Bool { left.bytes == right.bytes }

    package func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}

/// Both public keys of an installation. They differ: one key for both would approve while the app is locked.
package struct InstallationKeys: Sendable, Hashable {
    /// Contact and approval key are the same.
    package struct SameKeyTwice: Error, Hashable {}

    /// Signs requests, receipts and refusals; usable while the app is locked.
    package let contact: InstallationKey
    /// Signs approvals; exists only while the app is unlocked.
    package let approval: InstallationKey

    package init(contact: InstallationKey, approval: InstallationKey) throws(SameKeyTwice) {
        guard contact != approval else { throw SameKeyTwice() }
        self.contact = contact
        self.approval = approval
    }
}
