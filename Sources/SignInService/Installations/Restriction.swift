internal import Identity
internal import SignInPolicy
internal import Store

extension AccountRecord {
    /// Whether the person has blocked sign-ins such as this one in the app (product.md D-9). Recovery methods still work:
    /// whoever has lost the app must be able to get in and lift the block.
    func blocks(_ grant: SignInAttempt.Grant) -> Bool {
        guard signInRestrictedAt != nil, !grant.assurance.recovery else { return false }
        return !grant.methods.contains { $0 == .backupCode || $0 == .passphrase }
    }
}
