internal import AuthenticatorCore

extension Person {
    /// A passphrase that the person chooses now, typed twice.
    func choosesPassphrase(_ question: String) async throws -> String {
        while let first = await askSecretly(question) {
            guard PassphraseKeys.isLongEnough(first) else {
                warn(words.passphraseTooShort)
                continue
            }
            guard let second = await askSecretly(words.repeatPassphrase) else { break }
            if PassphraseKeys.isSame(first, as: second) { return first }
            warn(words.passphrasesDiffer)
        }
        throw Trouble()
    }

    /// A passphrase that there is, asked for until it opens something or the person gives up.
    func provesPassphrase<Value>(_ question: String, by body: (String) throws -> Value?) async throws -> Value {
        while let typed = await askSecretly(question) {
            if let value = try body(typed) { return value }
            warn(words.passphraseWrong)
        }
        throw Trouble()
    }
}
