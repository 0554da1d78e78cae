package import Identity

/// Asks whether to remove an address.
package struct IdentifierRemovePage: AccountPage {
    package static let template = "identifier-remove"
    package static let place = Section.identifiers

    package let id: IdentifierID
    package let address: String
    package let problems: [Problem]

    package init(id: IdentifierID, address: String, problems: [Problem] = []) {
        self.id = id
        self.address = address
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields { ["id": id.rawValue, "address": address] }
}
