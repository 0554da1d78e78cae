/// A password for somebody who signs in with the app alone.
package struct PasswordSetPage: AccountPage {
    package static let template = "password-set"
    package static let place = Section.password

    /// For the browser's password store.
    package let identifier: String
    package let minimumPasswordLength: Int
    package let problems: [Problem]

    package init(identifier: String, minimumPasswordLength: Int, problems: [Problem] = []) {
        self.identifier = identifier
        self.minimumPasswordLength = minimumPasswordLength
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields {
        [
            "identifier": identifier,
            "passwordHint": wording.text(
                "new-password.hint", ["minimum": wording.number(minimumPasswordLength)]),
        ]
    }
}
