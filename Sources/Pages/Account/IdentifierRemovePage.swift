package import Identity

/// Asks whether to remove an address or a number.
package struct IdentifierRemovePage: AccountPage {
    package static let template = "identifier-remove"
    package static let place = Section.identifiers

    package let id: IdentifierID
    package let address: String
    package let isNumber: Bool
    package let problems: [Problem]

    package init(id: IdentifierID, address: String, isNumber: Bool = false, problems: [Problem] = []) {
        self.id = id
        self.address = address
        self.isNumber = isNumber
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields {
        [
            "id": id.rawValue, "address": address, "isNumber": isNumber,
            "title": wording.text(isNumber ? "identifier-remove.number.title" : "identifier-remove.title"),
            "lead": wording.text(isNumber ? "identifier-remove.number.lead" : "identifier-remove.lead"),
        ]
    }
}
