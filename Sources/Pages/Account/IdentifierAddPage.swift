/// Asks for another address.
package struct IdentifierAddPage: AccountPage {
    package static let template = "identifier-add"
    package static let place = Section.identifiers

    package let identifier: String
    package let problems: [Problem]

    package init(identifier: String = "", problems: [Problem] = []) {
        self.identifier = identifier
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields { ["identifier": identifier] }
}
