internal import Bytes
internal import PasswordHashing
internal import SignInPolicy

/// What a person's device has made of a new passphrase. The passphrase, the encryption key and the vault key stay there.
package struct NewPassphrase: Sendable {
    package let salt: [UInt8]
    package let rounds: Int
    package let authenticationKey: [UInt8]
    package let wrappedKey: [UInt8]
    package let keyNumber: Int64

    /// - Returns: `nil` for what no device of ours makes: of another size, or stretched less than a passphrase has to be.
    package init?(salt: [UInt8], rounds: Int, authenticationKey: [UInt8], wrappedKey: [UInt8], keyNumber: Int64) {
        guard salt.count == Limits.passphraseSalt,
            (Limits.passphraseRounds...Limits.passphraseMostRounds).contains(rounds),
            authenticationKey.count == Limits.passphraseKey, Limits.wrappedKeyBytes.contains(wrappedKey.count),
            keyNumber > 0
        else { return nil }
        self.salt = salt
        self.rounds = rounds
        self.authenticationKey = authenticationKey
        self.wrappedKey = wrappedKey
        self.keyNumber = keyNumber
    }
}

extension Password {
    /// An authentication key in the form in which it is hashed; `nil` for what is none.
    ///
    /// The key has 256 bits of its own only if the passphrase had them, so it is hashed as slowly as a password.
    init?(authenticationKey: [UInt8]) {
        guard authenticationKey.count == Limits.passphraseKey,
            let password = try? Password(Base64.url.encode(authenticationKey))
        else { return nil }
        self = password
    }
}
