// WebPush is what the standards of Web Push say about bytes: the encrypted content coding (RFC 8188), the keys of a
// push message (RFC 8291), the token by which a push service knows its sender (RFC 8292), and what a subscription is.
//
// It sends nothing and keeps nothing. It refuses content that is not whole, keys that are not on the curve, and
// endpoints that are not a place of the web; which addresses may be spoken to is the sender's decision.
internal import Bytes
internal import Crypto

/// The content coding `aes128gcm` (RFC 8188), of bytes that are in memory as a whole.
package enum EncryptedContent {
    /// Why bytes are not content that this key has encrypted.
    package enum Refusal: Error, Hashable {
        /// The header ends early: salt, record size, key identifier (§2.1).
        case headerTruncated
        /// A record size of less than 18 leaves no room for content (§2.1).
        case recordSizeTooSmall
        /// There is no record, or one without room for a delimiter and a tag.
        case recordTruncated
        /// The tag of record number `record`, from 0, is not by this key.
        case notAuthentic(record: Int)
        /// A record holds nothing but padding.
        case delimiterMissing(record: Int)
        /// A last record that says that others follow, or one that says it is the last and isn't: content was cut off
        /// or appended.
        case delimiterWrong(record: Int)
        /// The key identifier is not what the key demands.
        case keyIdentifierWrong
    }

    /// The key material, salt and shape of one message.
    package struct Parameters: Sendable {
        package var keyMaterial: [UInt8]
        /// 16 random bytes, never used twice with one key material.
        package var salt: [UInt8]
        package var recordSize: UInt32
        /// At most 255 bytes.
        package var keyIdentifier: [UInt8]

        package init(keyMaterial: [UInt8], salt: [UInt8], recordSize: UInt32 = 4_096, keyIdentifier: [UInt8] = []) {
            self.keyMaterial = keyMaterial
            self.salt = salt
            self.recordSize = recordSize
            self.keyIdentifier = keyIdentifier
        }
    }

    /// What every record holds besides content and padding: the delimiter and the tag.
    static let overhead = 17
    private static let tagLength = 16
    static let saltLength = 16

    /// Encrypts `content`, with `padding` zero bytes behind the content of the first records.
    package static func encrypt(
        _ content: [UInt8], with parameters: Parameters, padding: Int = 0
    ) throws(Refusal) -> [UInt8] {
        guard parameters.recordSize > overhead else { throw .recordSizeTooSmall }
        guard parameters.salt.count == saltLength else { throw .headerTruncated }
        guard let idLength = UInt8(exactly: parameters.keyIdentifier.count) else { throw .keyIdentifierWrong }
        let keys = RecordKeys(parameters.keyMaterial, salt: parameters.salt)
        let capacity = Int(parameters.recordSize) - overhead
        var message = parameters.salt + bigEndian(parameters.recordSize) + [idLength] + parameters.keyIdentifier
        var (content, padding, number) = (content[...], max(0, padding), 0)
        repeat {
            let zeros = min(padding, content.isEmpty ? capacity : capacity - 1)
            let piece = content.prefix(capacity - zeros)
            content = content.dropFirst(piece.count)
            padding -= zeros
            let isLast = content.isEmpty && padding == 0
            let record = piece + [isLast ? 2 : 1] + [UInt8](repeating: 0, count: zeros)
            guard let sealed = keys.seal(record, number: number) else { throw .notAuthentic(record: number) }
            message += sealed
            number += 1
            if isLast { return message }
        } while true
    }

    /// Decrypts a message.
    ///
    /// - Parameter keyMaterial: Gives the key for the identifier in the header, or throws.
    package static func decrypt(
        _ message: [UInt8], keyMaterial: (_ identifier: [UInt8]) throws(Refusal) -> [UInt8]
    ) throws(Refusal) -> [UInt8] {
        var reader = ByteReader(message)
        let (salt, recordSize, identifier) = try header(&reader)
        guard recordSize > overhead else { throw .recordSizeTooSmall }
        let keys = RecordKeys(try keyMaterial(identifier), salt: salt)
        var content: [UInt8] = []
        var number = 0
        repeat {
            // Where a record ends is not said in the record: all but the last are of the full size.
            guard let record = try? reader.read(min(reader.left, Int(recordSize))), record.count >= overhead else {
                throw .recordTruncated
            }
            guard let opened = keys.open(record, number: number) else { throw .notAuthentic(record: number) }
            guard let end = opened.lastIndex(where: { $0 != 0 }) else { throw .delimiterMissing(record: number) }
            guard opened[end] == (reader.isAtEnd ? 2 : 1) else { throw .delimiterWrong(record: number) }
            content += opened[..<end]
            number += 1
        } while !reader.isAtEnd
        return content
    }

    private static func header(
        _ reader: inout ByteReader
    ) throws(Refusal) -> (salt: [UInt8], recordSize: UInt32, identifier: [UInt8]) {
        do {
            let salt = Array(try reader.read(saltLength))
            let recordSize = try reader.readInteger(as: UInt32.self)
            let identifier = Array(try reader.read(Int(try reader.readByte())))
            return (salt, recordSize, identifier)
        } catch {
            throw .headerTruncated
        }
    }

    private static func bigEndian(_ number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }

    /// The key of all records and the nonce of each (§2.2, §2.3).
    private struct RecordKeys {
        private let key: SymmetricKey
        private let baseNonce: [UInt8]

        init(_ material: [UInt8], salt: [UInt8]) {
            let base = HKDF<SHA256>.extract(inputKeyMaterial: SymmetricKey(data: material), salt: salt)
            key = HKDF<SHA256>.expand(
                pseudoRandomKey: base, info: Array("Content-Encoding: aes128gcm\0".utf8), outputByteCount: 16)
            baseNonce = HKDF<SHA256>.expand(
                pseudoRandomKey: base, info: Array("Content-Encoding: nonce\0".utf8), outputByteCount: 12
            ).withUnsafeBytes { Array($0) }
        }

        func seal(_ record: ArraySlice<UInt8>, number: Int) -> [UInt8]? {
            guard let nonce = nonce(of: number), let box = try? AES.GCM.seal(record, using: key, nonce: nonce) else {
                return nil
            }
            return Array(box.ciphertext) + Array(box.tag)
        }

        func open(_ record: ArraySlice<UInt8>, number: Int) -> [UInt8]? {
            guard let nonce = nonce(of: number),
                let box = try? AES.GCM.SealedBox(
                    nonce: nonce, ciphertext: record.dropLast(tagLength), tag: record.suffix(tagLength))
            else { return nil }
            return try? Array(AES.GCM.open(box, using: key))
        }

        /// The record's number, in 96 bits, over the base.
        private func nonce(of number: Int) -> AES.GCM.Nonce? {
            var bytes = baseNonce
            for place in 0..<8 { bytes[11 - place] ^= UInt8(truncatingIfNeeded: number >> (8 * place)) }
            return try? AES.GCM.Nonce(data: bytes)
        }
    }
}
