/// Adds an authenticator app: picture or typed secret, a name, and a code that proves it works.
package struct AuthenticatorAppAddPage: AccountPage {
    package static let template = "authenticator-app-add"
    package static let place = Section.authenticatorApps

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
