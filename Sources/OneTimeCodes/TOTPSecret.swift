package import Bytes

/// The key that a server and an app share. It prints as `‹secret›`, is not `Codable`, and has no `==`.
package struct TOTPSecret: Sendable, CustomStringConvertible, CustomReflectable {
    /// Why bytes are not a secret.
    package enum Refusal: Error, Hashable {
        case tooShort(bits: Int)
        case tooLong(bits: Int)
        case notBase32(Base32.Refusal)
    }

    /// The key itself. Read a use of this as a line to be looked at twice.
    package let bytes: [UInt8]

    /// A secret of ours, from bytes that the caller has drawn at random: 160 bits or more (RFC 4226 §4 R6, TOTP-10).
    package init(random bytes: [UInt8]) throws(Refusal) {
        try self.init(bytes, atLeast: Self.leastBytesOfOurs)
    }

    /// A secret that another service has made. Many have 80 bits; with fewer it is not one (TOTP-18).
    package init(foreign bytes: [UInt8]) throws(Refusal) {
        try self.init(bytes, atLeast: 10)
    }

    /// A secret that another app of ours has let in, and that has to go on working however short it is.
    package init(kept bytes: [UInt8]) throws(Refusal) {
        try self.init(bytes, atLeast: 1)
    }

    /// A foreign secret as it is typed or stands in a URI.
    package init(foreignBase32 text: String) throws(Refusal) {
        let bytes: [UInt8]
        do { bytes = try Base32.decode(text) } catch { throw .notBase32(error) }
        try self.init(foreign: bytes)
    }

    private init(_ bytes: [UInt8], atLeast least: Int) throws(Refusal) {
        guard bytes.count >= least else { throw .tooShort(bits: bytes.count * 8) }
        guard bytes.count <= 128 else { throw .tooLong(bits: bytes.count * 8) }
        self.bytes = bytes
    }

    /// How many random bytes the caller draws for a new secret.
    package static let leastBytesOfOurs = 20

    /// The secret in base 32 without padding, for a URI.
    package var base32: String { Base32.encode(bytes) }

    /// The secret in groups of four, for a person who types it: `GEZD GNBV …`.
    package var grouped: String {
        let characters = Array(base32)
        return stride(from: 0, to: characters.count, by: 4)
            .map { String(characters[$0..<min($0 + 4, characters.count)]) }
            .joined(separator: " ")
    }

    package var description: String { "‹secret›" }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}
