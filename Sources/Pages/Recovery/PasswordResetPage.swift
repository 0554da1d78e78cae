/// A forgotten password: which account.
package struct PasswordResetPage: Page {
    package static let template = "password-reset"

    package let identifier: String
    package let problems: [Problem]

    package init(identifier: String = "", problems: [Problem] = []) {
        self.identifier = identifier
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields { ["identifier": identifier] }
}
