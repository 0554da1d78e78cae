/// What makes two hashes of one password differ. It is not a secret, but it is never used for a second purpose.
package struct Salt: Sendable, Hashable {
    package let bytes: [UInt8]

    /// Draws 128 bits (product.md §4.2).
    ///
    /// - Parameter random: The caller's cryptographic source.
    package init(using random: inout some RandomNumberGenerator) {
        bytes = (0..<Self.length).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    }

    /// A salt that was stored. RFC 9106 §3.1 wants eight bytes or more.
    package init?(stored bytes: [UInt8]) {
        guard (8...64).contains(bytes.count) else { return nil }
        self.bytes = bytes
    }

    /// Bytes of a new salt.
    package static let length = 16

    private init(repeating byte: UInt8) {
        bytes = [UInt8](repeating: byte, count: Self.length)
    }

    /// For the computation that stands in for an account that does not exist.
    static let unused = Salt(repeating: 0)
}
