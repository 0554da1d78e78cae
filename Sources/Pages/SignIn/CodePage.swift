/// The code from an authenticator app, as second step.
package struct CodePage: Page {
    package static let template = "code"

    package let step: SecondStep
    package let problems: [Problem]

    package init(step: SecondStep = .ofSignIn, problems: [Problem] = []) {
        self.step = step
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields { step.fields(in: wording) }
}
