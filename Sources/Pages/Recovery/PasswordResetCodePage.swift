/// The code that was mailed for a password reset; the same when nothing was mailed because nobody has that address.
package struct PasswordResetCodePage: Page {
    package static let template = "password-reset-code"

    /// As typed on the page before.
    package let identifier: String
    package let problems: [Problem]

    package init(identifier: String, problems: [Problem] = []) {
        self.identifier = identifier
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields { ["identifier": identifier] }
}
