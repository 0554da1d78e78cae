/// One of the backup codes, as second step. How many are left is not said before the sign-in is complete (BKUP-09).
package struct BackupCodePage: Page {
    package static let template = "backup-code"

    package let step: SecondStep
    package let problems: [Problem]

    package init(step: SecondStep = .ofSignIn, problems: [Problem] = []) {
        self.step = step
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields { step.fields(in: wording) }
}
