/// The code that was mailed for a password reset; the same when nothing was mailed because nobody has that address.
package struct PasswordResetCodePage: Page {
    package static let template = "password-reset-code"

    /// As typed on the page before.
    package let identifier: String
    /// Where to begin with another address.
    package let start: Destination
    package let problems: [Problem]

    package init(identifier: String, start: Destination = .passwordReset, problems: [Problem] = []) {
        self.identifier = identifier
        self.start = start
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields { ["identifier": identifier, "startLink": wording.link(start)] }
}
