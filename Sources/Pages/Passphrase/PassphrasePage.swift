package import Identity

/// What the passphrase is good for, and what can be done with the one that is set.
package struct PassphrasePage: AccountPage {
    package static let template = "passphrase"
    package static let place = Section.passphrase

    /// `nil`: none is set.
    package let changed: Moment?
    /// Whether there is a second factor that it could stand in for.
    package let mayBeSet: Bool
    package let problems: [Problem]

    package init(changed: Moment?, mayBeSet: Bool, problems: [Problem] = []) {
        self.changed = changed
        self.mayBeSet = mayBeSet
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields {
        let since = changed.map { wording.text("passphrase.changed", ["when": wording.ago($0)]) }
        return ["isSet": changed != nil, "maySet": mayBeSet, "changed": since ?? ""]
    }
}
