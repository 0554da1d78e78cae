internal import Bytes
internal import Crypto
internal import Identity

/// Keys of the use cases, derived from the master key; all nodes have the same ones.
package struct ServiceKeys: Sendable {
    private let unknownIdentifiers: SymmetricKey
    private let registrationCodes: SymmetricKey
    private let scanCodes: SymmetricKey

    /// - Parameter derive: 32 bytes for a label, from the master key.
    package init(deriving derive: (_ label: String) -> [UInt8]) {
        unknownIdentifiers = SymmetricKey(data: derive("unknown identifier"))
        registrationCodes = SymmetricKey(data: derive("registration code"))
        scanCodes = SymmetricKey(data: derive("scan code"))
    }

    /// The code in the QR of a challenge: 256 bits that need not be kept, since its page can always be told them again.
    func code(of challenge: ScanID) -> Secret<String> {
        let code = HMAC<SHA256>.authenticationCode(for: Array(challenge.rawValue.utf8), using: scanCodes)
        return Secret(Base64.url.encode(Array(code)))
    }

    /// What is kept of a mailed code of one conversation: worth nothing in another, and to whoever has no key.
    func mark(ofCode code: String, for conversation: String) -> [UInt8] {
        Array(
            HMAC<SHA256>.authenticationCode(
                for: Array("\(conversation)\u{0}\(code)".utf8), using: registrationCodes))
    }

    /// A name that an identifier without an account always has, and that nobody can tell from one with an account:
    /// failures are counted under it just the same (RATE-15).
    func name<Name: OpaqueID>(of part: String, ofUnknown identifier: Identifier) -> Name {
        let code = HMAC<SHA256>.authenticationCode(
            for: Array("\(part)\u{0}\(identifier.canonical)".utf8), using: unknownIdentifiers)
        return Name(Base32.encode(Array(Array(code).prefix(16))))
    }
}
