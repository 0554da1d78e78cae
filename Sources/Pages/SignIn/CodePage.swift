/// The code from an app, as second step.
package struct CodePage: Page {
    package static let template = "code"

    /// Which app shows the code.
    package enum Source: Sendable, Equatable {
        case authenticatorApp
        /// Our own, on a device of this account.
        case ownApp
    }

    package let step: SecondStep
    package let source: Source
    package let problems: [Problem]

    package init(step: SecondStep = .ofSignIn, source: Source = .authenticatorApp, problems: [Problem] = []) {
        self.step = step
        self.source = source
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields {
        let isOwn = source == .ownApp
        return step.fields(in: wording).merging([
            "title": wording.text(isOwn ? "app-code.title" : "code.title"),
            "lead": wording.text(isOwn ? "app-code.lead" : "code.lead"),
            "formLink": wording.link(isOwn ? .appCode : step.code),
        ]) { $1 }
    }
}
