/// Asks for a passkey or security key, as the only step after the identifier or as the second one.
package struct KeyPage: Page {
    package static let template = "key"

    /// What the key is asked as.
    package enum Use: Sendable, Equatable {
        case firstStep
        case secondStep(SecondStep)
    }

    package let use: Use
    package let prompt: KeyPrompt
    package let problems: [Problem]

    package init(use: Use, prompt: KeyPrompt, problems: [Problem] = []) {
        self.use = use
        self.prompt = prompt
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields {
        let step: SecondStep = if case .secondStep(let step) = use { step } else { .ofSignIn }
        return step.fields(in: wording).merging([
            "title": wording.text(use == .firstStep ? "key.passkey.title" : "key.title"),
            "lead": wording.text(use == .firstStep ? "key.passkey.lead" : "key.lead"),
            "submit": wording.text(use == .firstStep ? "key.passkey.submit" : "key.submit"),
            "formLink": wording.link(step.key), "ceremony": prompt.ceremony, "options": prompt.options,
        ]) { $1 }
    }
}
