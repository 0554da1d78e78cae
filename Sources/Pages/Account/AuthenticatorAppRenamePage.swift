package import Identity

/// Asks for another name for an authenticator app.
package struct AuthenticatorAppRenamePage: AccountPage {
    package static let template = "authenticator-app-rename"
    package static let place = Section.authenticatorApps

    package let id: AuthenticatorID
    package let name: String
    package let problems: [Problem]

    package init(id: AuthenticatorID, name: String, problems: [Problem] = []) {
        self.id = id
        self.name = name
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields { ["id": id.rawValue, "name": name] }
}
