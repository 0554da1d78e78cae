internal import Bytes
package import CBOR

/// What the authenticator says and signs: for whom, how it was used, and, at registration, the new credential
/// (WebAuthn L3 §6.1).
package struct AuthenticatorData: Sendable {
    /// SHA-256 of the relying party's identifier.
    package let relyingPartyHash: [UInt8]
    package let flags: Flags
    /// Signatures made so far, by this credential or by the whole authenticator; 0 where nobody counts.
    package let signCount: UInt32
    /// Only at registration.
    package let credential: AttestedCredential?
    /// Outputs of extensions; this target asks for none that speaks here, and reads them only to know where they end.
    package let extensions: CBORMap?
    /// The bytes as they came: what was signed.
    package let bytes: [UInt8]

    /// WebAuthn L3 §6.1: bits 1 and 5 are reserved and say nothing.
    package struct Flags: OptionSet, Sendable, Hashable {
        package let rawValue: UInt8

        package init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        /// UP: somebody touched it.
        package static let userPresent = Flags(rawValue: 1 << 0)
        /// UV: by PIN or biometrics it knew who.
        package static let userVerified = Flags(rawValue: 1 << 2)
        /// BE: the credential may be copied to other devices. It never changes.
        package static let backupEligible = Flags(rawValue: 1 << 3)
        /// BS: it has been copied.
        package static let backedUp = Flags(rawValue: 1 << 4)
        /// AT: the data of a new credential follow.
        package static let attestedCredential = Flags(rawValue: 1 << 6)
        /// ED: outputs of extensions follow.
        package static let extensions = Flags(rawValue: 1 << 7)
    }

    /// A new credential (WebAuthn L3 §6.5.2).
    package struct AttestedCredential: Sendable {
        /// The model of the authenticator: 16 bytes, all zero where it isn't told.
        package let model: [UInt8]
        package let id: [UInt8]
        package let key: CBORValue
    }

    /// Why bytes are not authenticator data.
    package enum Refusal: Error, Hashable {
        case truncated
        /// Something stands behind what the flags announce: data without their flag, or too many bytes.
        case trailingBytes(Int)
        /// An identifier of no bytes.
        case credentialIDMissing
        case keyUnreadable(CBORValue.Refusal)
        case extensionsUnreadable(CBORValue.Refusal)
        case extensionsNotAMap
    }

    /// Reads the whole of it.
    package init(_ bytes: [UInt8]) throws(Refusal) {
        var reader = ByteReader(bytes)
        self.bytes = bytes
        do {
            relyingPartyHash = Array(try reader.read(32))
            flags = Flags(rawValue: try reader.readByte())
            signCount = try reader.readInteger(as: UInt32.self)
        } catch {
            throw .truncated
        }
        credential = flags.contains(.attestedCredential) ? try Self.readCredential(from: &reader) : nil
        extensions = flags.contains(.extensions) ? try Self.readExtensions(from: &reader) : nil
        guard reader.isAtEnd else { throw .trailingBytes(reader.left) }
    }

    private static func readCredential(from reader: inout ByteReader) throws(Refusal) -> AttestedCredential {
        let model: [UInt8]
        let id: [UInt8]
        do {
            model = Array(try reader.read(16))
            id = Array(try reader.read(Int(try reader.readInteger(as: UInt16.self))))
        } catch {
            throw .truncated
        }
        guard !id.isEmpty else { throw .credentialIDMissing }
        do {
            return AttestedCredential(model: model, id: id, key: try CBORValue(readingFrom: &reader))
        } catch {
            throw .keyUnreadable(error)
        }
    }

    private static func readExtensions(from reader: inout ByteReader) throws(Refusal) -> CBORMap {
        let value: CBORValue
        do { value = try CBORValue(readingFrom: &reader, keys: .any) } catch { throw .extensionsUnreadable(error) }
        guard case .map(let map) = value else { throw .extensionsNotAMap }
        return map
    }
}
