package import Identity

/// The server's part of a PIN: what recognises it, and the share without which the right PIN unwraps nothing.
package struct InstallationPin: Sendable {
    /// SHA-256 of the proof that the app derives from the PIN.
    package let verifier: [UInt8]
    /// Given out for the right PIN only. In the database it is sealed.
    package let share: Secret<[UInt8]>
    /// Tries until the share is destroyed.
    package let tries: Int

    package init(verifier: [UInt8], share: Secret<[UInt8]>, tries: Int) {
        self.verifier = verifier
        self.share = share
        self.tries = tries
    }
}

/// What became of a try of a PIN. The try is counted in the transaction: don't throw after one that was wrong.
package enum PinTry: Sendable {
    case right(share: Secret<[UInt8]>)
    case wrong(triesLeft: Int)
    /// That was the last try: the share is gone, and with it the approval key.
    case destroyed
    /// There is no PIN, or its share was destroyed before.
    case noPin
}

extension WriteTransaction {
    /// Counts a try of an installation's PIN and judges it.
    ///
    /// The try is taken before the comparison, in one conditional change, so that parallel tries can't exceed the
    /// count (PUSH-23).
    /// - Parameter tries: how many tries there are again after the right PIN.
    package func tryPin(
        verifier: [UInt8], of id: AuthenticatorID, tries: Int
    ) throws -> PinTry {
        let row = try firstRow(
            """
            UPDATE installation SET pin_tries_left = pin_tries_left - 1
             WHERE id = :id AND ended_at IS NULL AND pin_tries_left > 0 AND pin_share_sealed IS NOT NULL
            RETURNING pin_verifier, pin_share_sealed, pin_tries_left
            """, ["id": id])
        guard let row else { return .noPin }
        if Secret<[UInt8]>(try row["pin_verifier"]).matches(Secret(verifier)) {
            try change("UPDATE installation SET pin_tries_left = :tries WHERE id = :id", ["id": id, "tries": tries])
            return .right(
                share: Secret(try keys.sealer.open(try row["pin_share_sealed"], at: Self.place("pin_share_sealed", id)))
            )
        }
        let left: Int = try row["pin_tries_left"]
        guard left == 0 else { return .wrong(triesLeft: left) }
        try change(
            "UPDATE installation SET pin_verifier = NULL, pin_share_sealed = NULL WHERE id = :id", ["id": id])
        return .destroyed
    }

    /// Gives an installation another app lock, and the approval key that lies behind it.
    ///
    /// Whether the old key has agreed is the caller's question (DEV-10).
    /// - Returns: `false` if the key is in use elsewhere or the installation has ended; nothing is changed then.
    package func changeLock(
        of id: AuthenticatorID, to lock: Installation.AppLock, pin: InstallationPin?, approvalKey key: [UInt8]
    ) throws -> Bool {
        let taken = try number(
            """
            SELECT count(*) AS number FROM installation
             WHERE contact_key = :key OR (approval_key = :key AND id <> :id)
            """, ["id": id, "key": key])
        guard taken == 0 else { return false }
        let account: AccountID? = try firstRow(
            """
            UPDATE installation SET app_lock = :lock, approval_key = :key, pin_verifier = :verifier,
                   pin_share_sealed = :share, pin_tries_left = :tries
             WHERE id = :id AND ended_at IS NULL RETURNING account
            """,
            [
                "id": id, "lock": lock, "key": key, "verifier": pin?.verifier, "tries": pin?.tries,
                "share": try pin.map {
                    try keys.sealer.seal($0.share.reveal(), at: Self.place("pin_share_sealed", id))
                },
            ])?["account"]
        guard let account else { return false }
        // Without a lock it proves less than before: attempts that counted on it begin anew.
        try authenticatorsChanged(of: account)
        return true
    }
}
