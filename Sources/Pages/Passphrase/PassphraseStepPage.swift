/// The passphrase, as second step. The salt stands here and on no page before the first step is proven.
package struct PassphraseStepPage: Page {
    package static let template = "passphrase-step"

    package let step: SecondStep
    package let keys: PassphraseKeys
    package let problems: [Problem]

    package init(step: SecondStep = .ofSignIn, keys: PassphraseKeys, problems: [Problem] = []) {
        self.step = step
        self.keys = keys
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields {
        let form = PassphraseForm(
            kind: .prove, destination: step.passphrase, submit: "passphrase-step.submit", keys: keys)
        return step.fields(in: wording).merging(form.fields(in: wording, problems: problems)) { $1 }
    }
}
