internal import Identity
internal import Store

extension WriteTransaction {
    /// Takes away what stands in for a second factor, together with the last of those (product.md §4.5). The caller has
    /// asked ``FloorRule`` whether the second step may be turned off, and has taken the factor away.
    ///
    /// One place, so that no road leaves a recovery method behind that would be the only second step from then on.
    func turnSecondStepOff(of account: AccountID, at now: Moment) throws {
        _ = try revokeBackupCodes(of: account)
        _ = try removePassphrase(of: account, at: now)
        try forgetVanishedInstallations(of: account)
    }
}
