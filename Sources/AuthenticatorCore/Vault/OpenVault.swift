/// What opens the vault of an account, on an installation where the passphrase was typed. It prints as `‹vault key›`.
public struct OpenVault: Sendable, CustomStringConvertible, CustomReflectable {
    let key: EnvelopeKey
    /// Grows when the passphrase is reset, which makes the old key good for nothing.
    public let keyNumber: Int64

    public var description: String { "‹vault key›" }
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}
