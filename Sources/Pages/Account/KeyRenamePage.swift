package import Identity

/// Asks for another name for a passkey or security key.
package struct KeyRenamePage: AccountPage {
    package static let template = "key-rename"
    package static let place = Section.keys

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
