/// Where an account stands in its life (product.md ID-7).
package enum AccountState: String, Sendable, Hashable, Codable, CaseIterable {
    /// An invitation has been sent and not taken yet. Becomes `unconfirmed`, `active` or `closed`.
    case invited
    /// The person has begun and has not proven an address yet. Becomes `active` or `closed`.
    case unconfirmed
    /// Signs in. Becomes `locked`, `disabled` or `closed`.
    case active
    /// Stopped for suspicion; the person can get out by recovery. Becomes `active`, `disabled` or `closed`.
    case locked
    /// Stopped by an administrator. Becomes `active` or `closed`.
    case disabled
    /// Ended; nothing brings it back.
    case closed
}
