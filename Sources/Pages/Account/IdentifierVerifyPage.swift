/// Asks for the code that was mailed to a new address.
package struct IdentifierVerifyPage: AccountPage {
    package static let template = "identifier-verify"
    package static let place = Section.identifiers

    package let identifier: String
    package let isNumber: Bool
    package let problems: [Problem]

    package init(identifier: String, isNumber: Bool = false, problems: [Problem] = []) {
        self.identifier = identifier
        self.isNumber = isNumber
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields {
        [
            "identifier": identifier, "isNumber": isNumber,
            "title": wording.text(isNumber ? "identifier-verify.number.title" : "identifier-verify.title"),
            "lead": wording.text(isNumber ? "identifier-verify.number.lead" : "identifier-verify.lead"),
            "label": wording.text(isNumber ? "field.app-code" : "field.mail-code"),
            "patience": wording.text(isNumber ? "sent-code.text.patience" : "mail-code.patience"),
        ]
    }
}
