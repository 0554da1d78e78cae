/// A new or reset account sets up its authenticator app before it goes on, where a second step is required.
///
/// The backup codes follow on ``BackupCodesShownPage`` with the purpose `.joining`.
package struct EnrolSecondStepPage: Page {
    package static let template = "enrol-second-step"

    package let secret: EnrolmentSecret
    package let name: String
    package let problems: [Problem]

    package init(secret: EnrolmentSecret, name: String = "", problems: [Problem] = []) {
        self.secret = secret
        self.name = name
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields {
        secret.fields.merging(["name": name]) { _, own in own }
    }
}
