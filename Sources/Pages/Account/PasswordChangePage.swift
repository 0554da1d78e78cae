package import Identity

/// The password a person has, and the one they want.
package struct PasswordChangePage: AccountPage {
    package static let template = "password-change"
    package static let place = Section.password

    /// For the browser's password store.
    package let identifier: String
    package let changed: Moment?
    package let minimumPasswordLength: Int
    package let problems: [Problem]

    package init(identifier: String, changed: Moment?, minimumPasswordLength: Int, problems: [Problem] = []) {
        self.identifier = identifier
        self.changed = changed
        self.minimumPasswordLength = minimumPasswordLength
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields {
        var fields: Fields = [
            "identifier": identifier,
            "passwordHint": wording.text(
                "new-password.hint", ["minimum": wording.number(minimumPasswordLength)]),
        ]
        fields["changed"] = changed.map { wording.text("password-change.changed", ["when": wording.ago($0)]) }
        return fields
    }
}
