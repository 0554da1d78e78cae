/// The first account of a new server, behind the one-time set-up link.
package struct SetUpPage: Page {
    package static let template = "set-up"

    package let name: String
    package let identifier: String
    /// The shortest password that is accepted, in characters.
    package let minimumPasswordLength: Int
    package let problems: [Problem]

    package init(name: String = "", identifier: String = "", minimumPasswordLength: Int, problems: [Problem] = []) {
        self.name = name
        self.identifier = identifier
        self.minimumPasswordLength = minimumPasswordLength
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields {
        [
            "name": name, "identifier": identifier,
            "passwordHint": wording.text(
                "new-password.hint", ["minimum": wording.number(minimumPasswordLength)]),
        ]
    }
}
