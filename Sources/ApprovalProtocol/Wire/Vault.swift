/// The answer of `GET …/vault`: what an installation needs to open the vault, and the vault.
package struct VaultAnswer: Sendable, Hashable, Codable {
    /// How the keys come from the passphrase, and the vault key under one of them.
    package struct Passphrase: Sendable, Hashable, Codable {
        package let salt: WireBytes
        /// Of PBKDF2.
        package let rounds: Int
        /// Sealed under the encryption key (docs/formats/vault.md).
        package let wrappedKey: WireBytes

        package init(salt: WireBytes, rounds: Int, wrappedKey: WireBytes) {
            self.salt = salt
            self.rounds = rounds
            self.wrappedKey = wrappedKey
        }
    }

    /// Nil while the account has no passphrase.
    package let passphrase: Passphrase?
    /// Counts the vault keys; 0 before the first.
    package let keyNumber: Int64
    /// Counts the contents; it grows also when the content is deleted.
    package let version: Int64
    /// Sealed under the vault key; nil before the first time and after a reset.
    package let content: WireBytes?

    package init(passphrase: Passphrase?, keyNumber: Int64, version: Int64, content: WireBytes?) {
        self.passphrase = passphrase
        self.keyNumber = keyNumber
        self.version = version
        self.content = content
    }
}

/// The body of `PUT …/vault`.
package struct VaultBody: Sendable, Hashable, Codable {
    /// The version that the content was made from.
    package let basedOn: Int64
    /// Which vault key it is sealed under.
    package let keyNumber: Int64
    package let content: WireBytes

    package init(basedOn: Int64, keyNumber: Int64, content: WireBytes) {
        self.basedOn = basedOn
        self.keyNumber = keyNumber
        self.content = content
    }
}

/// The answer to a vault that was saved.
package struct VaultSaved: Sendable, Hashable, Codable {
    package let version: Int64

    package init(version: Int64) { self.version = version }
}

/// The body of `PUT …/passphrase`, signed as `KeyStatement.newPassphrase`. The passphrase itself is nowhere in it.
package struct PassphraseBody: Sendable, Hashable, Codable {
    package let salt: WireBytes
    package let rounds: Int
    package let authenticationKey: WireBytes
    package let wrappedKey: WireBytes
    /// With `old`: the present number, because the vault key stays. Without: the next one, because there is a new key.
    package let keyNumber: Int64
    /// The authentication key of the passphrase that is changed. Without it the passphrase is set or reset, and what
    /// the vault holds on the server is deleted.
    package let old: WireBytes?
    /// Milliseconds since 1970.
    package let time: Int64
    /// By the approval key.
    package let signature: WireBytes

    package init(
        salt: WireBytes, rounds: Int, authenticationKey: WireBytes, wrappedKey: WireBytes, keyNumber: Int64,
        old: WireBytes?, time: Int64, signature: WireBytes
    ) {
        self.salt = salt
        self.rounds = rounds
        self.authenticationKey = authenticationKey
        self.wrappedKey = wrappedKey
        self.keyNumber = keyNumber
        self.old = old
        self.time = time
        self.signature = signature
    }
}

/// The answer to a new passphrase.
package struct PassphraseSaved: Sendable, Hashable, Codable {
    package let keyNumber: Int64
    package let version: Int64

    package init(keyNumber: Int64, version: Int64) {
        self.keyNumber = keyNumber
        self.version = version
    }
}

/// The body of `POST …/passphrase/check`.
package struct PassphraseCheckBody: Sendable, Hashable, Codable {
    package let authenticationKey: WireBytes

    package init(authenticationKey: WireBytes) { self.authenticationKey = authenticationKey }
}
