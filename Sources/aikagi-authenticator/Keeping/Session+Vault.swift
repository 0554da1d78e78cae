internal import AuthenticatorCore
internal import HTTPTransfer

extension Session {
    /// The account's vault as the server has it.
    func vault() async throws -> VaultStanding {
        try await ask { installation, now in try installation.vault(at: now) }
    }

    /// Brings the codes here and in the vault together. What came in is kept before anything is sent.
    func synchronise(pin: UnlockedPIN?) async throws {
        // Other installations may be faster; each time what they have sent is merged.
        for _ in 0..<5 {
            let standing = try await vault()
            var update: VaultUpdate?
            try changeCodes(pin: pin) { update = try $0.merge(standing, at: Session.now) }
            guard let update else { return }
            do {
                return try await ask { installation, now in try installation.save(update, at: now) }
            } catch ServerRefusal.vaultChanged, ServerRefusal.vaultKeyChanged {
                continue
            }
        }
        throw ServerRefusal.unavailable
    }

    /// Sends a change of the codes to the vault, if it is open here. It is kept in any case, so that trouble is only told.
    func share(pin: UnlockedPIN?) async {
        guard (try? saved.codes(pin: pin).vault) != nil else { return }
        do {
            try await synchronise(pin: pin)
        } catch is VaultClosed {
            person.warn(words.vaultIsClosed)
        } catch let unreadable as VaultUnreadable {
            person.warn(words.vaultUnreadable(unreadable))
        } catch {
            person.warn(words.vaultLater)
        }
    }
}
