/// What a text looks like, whatever its characters are (UTS #39 §4).
///
/// A new identifier is compared with all others that have the same skeleton, so the store keeps the skeleton beside the
/// canonical form. It is never shown and never used in place of the text.
package struct LookAlike: Sendable, Hashable {
    /// Texts that look alike have the same one.
    package let skeleton: String
    /// Whether every character is ASCII. Two plain texts can look alike too, as `bob1` and `bobl` do, but both are what
    /// people choose, and a mailbox that answers proves whose it is; so two plain ones do not collide.
    package let isPlain: Bool

    /// A text that stands for itself, such as a name of a person's own choice (OTP-15). Case, compatibility forms and
    /// invisible characters make no difference.
    package init(_ text: String) {
        let canonical = UnicodeText.nfkcCasefold(text)
        self.init(canonical: canonical, isPlain: text.utf8.allSatisfy { $0 < 0x80 })
    }

    /// What was stored.
    package init(storedSkeleton skeleton: String, isPlain: Bool) {
        self.skeleton = skeleton
        self.isPlain = isPlain
    }

    init(canonical: String, isPlain: Bool) {
        skeleton = UnicodeText.skeleton(canonical)
        self.isPlain = isPlain
    }

    /// Whether one could be taken for the other. Only for two that differ in their canonical forms.
    package func collides(with other: LookAlike) -> Bool {
        skeleton == other.skeleton && !(isPlain && other.isPlain)
    }
}
