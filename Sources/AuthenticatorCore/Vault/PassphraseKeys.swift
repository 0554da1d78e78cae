internal import Crypto
internal import CryptoExtras
internal import Foundation

/// What comes of a passphrase (docs/formats/vault.md): one key to prove it to the server, and one to open what the server
/// keeps and can't read. Neither tells anything about the other, and the passphrase goes nowhere.
public struct PassphraseKeys: Sendable, CustomStringConvertible, CustomReflectable {
    /// What the server is shown. It keeps only a hash of it.
    public let authenticationKey: [UInt8]
    let encryptionKey: EnvelopeKey

    /// Takes about a tenth of a second.
    ///
    /// - Parameters:
    ///   - passphrase: As it was typed; however its letters are composed, it is the same one.
    ///   - salt: ``newSalt()``, or what the server says.
    ///   - rounds: ``defaultRounds``, or what the server says, which is never less.
    public init(_ passphrase: String, salt: [UInt8], rounds: Int = defaultRounds) throws {
        guard rounds >= Self.defaultRounds, rounds <= Self.mostRounds else { throw WeakDerivation() }
        let prepared = Array(Self.prepared(passphrase).utf8)
        let stretched = try KDF.Insecure.PBKDF2.deriveKey(
            from: prepared, salt: salt, using: .sha256, outputByteCount: 32, rounds: rounds)
        authenticationKey = Self.derive(from: stretched, "aikagi passphrase authentication")
        encryptionKey = EnvelopeKey(Self.derive(from: stretched, "aikagi passphrase encryption"))
    }

    /// PBKDF2-HMAC-SHA-256, OWASP Password Storage Cheat Sheet.
    public static let defaultRounds = 600_000
    /// More would only keep the person waiting.
    private static let mostRounds = 10_000_000

    /// Code points of a passphrase that is chosen: NIST SP 800-63B-4 §3.1.1.2, for a secret that stands alone.
    public static let shortest = 15

    /// Whether a passphrase can be chosen.
    public static func isLongEnough(_ passphrase: String) -> Bool {
        prepared(passphrase).unicodeScalars.count >= shortest
    }

    /// Whether two texts are the same passphrase.
    public static func isSame(_ one: String, as other: String) -> Bool { prepared(one) == prepared(other) }

    /// NFKC, in two steps: Foundation's own mapping on Linux leaves a half-width voiced mark apart from its letter.
    private static func prepared(_ text: String) -> String {
        text.decomposedStringWithCompatibilityMapping.precomposedStringWithCanonicalMapping
    }

    /// Sixteen random bytes.
    public static func newSalt() -> [UInt8] { RandomBytes.make(16) }

    /// The server asks for a derivation that is quick to guess through, or that never ends.
    public struct WeakDerivation: Error, Sendable, Hashable {}

    private static func derive(from secret: SymmetricKey, _ purpose: String) -> [UInt8] {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: secret, info: Array(purpose.utf8), outputByteCount: 32)
            .withUnsafeBytes { Array($0) }
    }

    public var description: String { "‹keys of a passphrase›" }
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}
