internal import Bytes
internal import Crypto
package import Identity
internal import PasswordHashing

/// Makes every unguessable value: the names of records, and the secrets that cookies, links and codes carry.
///
/// The generator is the operating system's; tests hand in a seeded one where they need to repeat a run.
package struct TokenSource: Sendable {
    private let bytes: @Sendable (Int) -> [UInt8]

    package init() {
        bytes = { count in
            var generator = SystemRandomNumberGenerator()
            var bytes: [UInt8] = []
            bytes.reserveCapacity(count)
            // Each number is one call of the system, so all of its eight bytes are used.
            while bytes.count < count {
                withUnsafeBytes(of: generator.next()) { bytes.append(contentsOf: $0.prefix(count - bytes.count)) }
            }
            return bytes
        }
    }

    package init(bytes: @escaping @Sendable (Int) -> [UInt8]) {
        self.bytes = bytes
    }

    /// 256 bits as 43 characters of base64url: product.md §3, sessions.
    package func token() -> Secret<String> {
        Secret(Base64.url.encode(bytes(32)))
    }

    /// A new name for a record: 128 bits as 26 characters of base32.
    package func id<Name: OpaqueID>(_ type: Name.Type = Name.self) -> Name { Name(name()) }

    /// The same for a record whose name has no type of its own.
    package func name() -> String { Base32.encode(bytes(16)) }

    /// `count` bytes.
    package func random(_ count: Int) -> [UInt8] { bytes(count) }

    /// A salt for one password or one sheet of codes.
    func salt() -> Salt {
        var generator = generator()
        return Salt(using: &generator)
    }

    /// The same source in the form that other modules draw from.
    func generator() -> some RandomNumberGenerator { ByteGenerator(bytes: bytes) }
}

private struct ByteGenerator: RandomNumberGenerator {
    let bytes: @Sendable (Int) -> [UInt8]

    func next() -> UInt64 {
        bytes(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}

/// What the database keeps of a token: enough to find it again, useless to whoever reads the database.
///
/// A plain hash is enough because a token has 256 bits of its own (NIST SP 800-63B-4 §5.1: no need for a salt or a
/// slow hash above 112 bits).
package struct TokenHash: Sendable, Hashable {
    package let bytes: [UInt8]

    package init(_ token: Secret<String>) {
        bytes = Array(SHA256.hash(data: Array(token.reveal().utf8)))
    }
}
