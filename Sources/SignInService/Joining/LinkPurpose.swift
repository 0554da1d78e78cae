/// What a link is for: a part of its key, so that one is never taken for the other (ONCE-13).
package enum LinkPurpose: String, Sendable, CaseIterable {
    /// From the server's terminal, to the first account.
    case setUp = "set-up"
    /// By mail, to an account that waits for its owner.
    case invitation
}
