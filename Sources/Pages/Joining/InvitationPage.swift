/// What an invited person chooses; the address is the one the invitation went to.
package struct InvitationPage: Page {
    package static let template = "invitation"

    package let name: String
    package let identifier: String
    /// The shortest password that is accepted, in characters.
    package let minimumPasswordLength: Int
    package let problems: [Problem]

    package init(identifier: String, name: String = "", minimumPasswordLength: Int, problems: [Problem] = []) {
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
