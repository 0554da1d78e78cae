/// The code that was mailed to the address of a new account; the same when the address has an account already.
package struct RegisterVerifyPage: Page {
    package static let template = "register-verify"

    package let identifier: String
    package let problems: [Problem]

    package init(identifier: String, problems: [Problem] = []) {
        self.identifier = identifier
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields { ["identifier": identifier] }
}
