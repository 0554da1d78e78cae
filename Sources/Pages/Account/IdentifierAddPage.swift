/// Asks for another address.
package struct IdentifierAddPage: AccountPage {
    package static let template = "identifier-add"
    package static let place = Section.identifiers

    package let identifier: String
    /// Whether mobile numbers may be added too; with them comes the word of their risk.
    package let takesNumbers: Bool
    package let problems: [Problem]

    package init(identifier: String = "", takesNumbers: Bool = false, problems: [Problem] = []) {
        self.identifier = identifier
        self.takesNumbers = takesNumbers
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields {
        [
            "identifier": identifier, "takesNumbers": takesNumbers,
            "title": wording.text(takesNumbers ? "identifier-add.number.title" : "identifier-add.title"),
            "lead": wording.text(takesNumbers ? "identifier-add.number.lead" : "identifier-add.lead"),
            "label": wording.text(takesNumbers ? "sign-in.identifier.number" : "field.email"),
        ]
    }
}
