package import Crypto

/// The encryption of a push message for one subscription (RFC 8291).
///
/// Only the app that made the subscription can read the message; the push service between sees its length.
package enum PushEncryption {
    /// How long a message may be that every push service takes: 4,096 bytes with its header of 86 and 17 of the
    /// record (RFC 8030 §7.2, RFC 8291 §4).
    package static let longestContent = 4_096 - 86 - 17

    /// Encrypts `content` with a key and a salt that are used for this message alone.
    ///
    /// Throws ``EncryptedContent/Refusal/recordTruncated`` for content that is too long for one record (§4).
    package static func encrypt(
        _ content: [UInt8], for subscription: PushSubscription,
        sender: P256.KeyAgreement.PrivateKey = P256.KeyAgreement.PrivateKey(), salt: [UInt8] = randomSalt()
    ) throws(EncryptedContent.Refusal) -> [UInt8] {
        guard content.count <= longestContent else { throw .recordTruncated }
        let publicKey = Array(sender.publicKey.x963Representation)
        guard
            let material = keyMaterial(
                from: try? sender.sharedSecretFromKeyAgreement(with: subscription.key),
                authentication: subscription.authentication, receiver: subscription.key, sender: sender.publicKey)
        else { throw .keyIdentifierWrong }
        return try EncryptedContent.encrypt(
            content,
            with: EncryptedContent.Parameters(keyMaterial: material, salt: salt, keyIdentifier: publicKey))
    }

    /// Decrypts a message as the app does.
    package static func decrypt(
        _ message: [UInt8], with key: P256.KeyAgreement.PrivateKey, authentication: [UInt8]
    ) throws(EncryptedContent.Refusal) -> [UInt8] {
        try EncryptedContent.decrypt(message) { identifier throws(EncryptedContent.Refusal) in
            // The identifier is the sender's key (§4), uncompressed and on the curve.
            guard let sender = PushSubscription.publicKey(identifier),
                let material = keyMaterial(
                    from: try? key.sharedSecretFromKeyAgreement(with: sender), authentication: authentication,
                    receiver: key.publicKey, sender: sender)
            else { throw .keyIdentifierWrong }
            return material
        }
    }

    /// 16 bytes of the system's randomness.
    package static func randomSalt() -> [UInt8] {
        SymmetricKey(size: .bits128).withUnsafeBytes { Array($0) }
    }

    /// RFC 8291 §3.4.
    private static func keyMaterial(
        from shared: SharedSecret?, authentication: [UInt8], receiver: P256.KeyAgreement.PublicKey,
        sender: P256.KeyAgreement.PublicKey
    ) -> [UInt8]? {
        let label = Array("WebPush: info\0".utf8)
        return shared?.hkdfDerivedSymmetricKey(
            using: SHA256.self, salt: authentication,
            sharedInfo: label + receiver.x963Representation + sender.x963Representation, outputByteCount: 32
        ).withUnsafeBytes { Array($0) }
    }
}
