package import Identity

/// Asks for a network's name and addresses, of a new one or of one on the list.
package struct NetworkEditPage: AccountPage {
    package static let template = "network-edit"
    package static let place = Section.networks

    /// `nil` for a new one.
    package let id: NetworkID?
    package let name: String
    package let addresses: String
    /// The address of the browser that asks.
    package let here: String
    package let problems: [Problem]

    package init(id: NetworkID?, name: String = "", addresses: String = "", here: String, problems: [Problem] = []) {
        self.id = id
        self.name = name
        self.addresses = addresses
        self.here = here
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields {
        [
            "id": id?.rawValue ?? "", "isNew": id == nil, "name": name, "addresses": addresses,
            "title": wording.text(id == nil ? "network-add.title" : "network-edit.title"),
            "action": wording.link(id == nil ? .networkAdd : .networkEdit),
            "here": wording.text("networks.here", ["address": here]),
        ]
    }
}
