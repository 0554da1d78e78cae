package import Identity

/// The networks that the account may be used from, and the switch that makes the list count (product.md S-3).
package struct NetworksPage: AccountPage {
    package static let template = "networks"
    package static let place = Section.networks

    /// One network.
    package struct Row: Sendable {
        package let id: NetworkID
        package let name: String
        /// An address, a block, or two ends.
        package let addresses: String
        /// Whether the browser is in it now.
        package let isHere: Bool

        package init(id: NetworkID, name: String, addresses: String, isHere: Bool) {
            self.id = id
            self.name = name
            self.addresses = addresses
            self.isHere = isHere
        }
    }

    package let rows: [Row]
    /// Since when sign-in is limited to them; `nil` if it is not.
    package let limitedSince: Moment?
    /// The address of the browser that asks.
    package let address: String
    package let problems: [Problem]

    package init(rows: [Row], limitedSince: Moment?, address: String, problems: [Problem] = []) {
        self.rows = rows
        self.limitedSince = limitedSince
        self.address = address
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields {
        [
            "rows": rows.map { row -> Fields in
                [
                    "id": row.id.rawValue, "name": row.name, "addresses": row.addresses, "isHere": row.isHere,
                    "editLabel": wording.text("networks.edit.label", ["name": row.name]),
                    "removeLabel": wording.text("networks.remove.label", ["name": row.name]),
                ]
            },
            "hasRows": !rows.isEmpty,
            "isLimited": limitedSince != nil,
            "since": limitedSince.map { wording.text("networks.since", ["when": wording.ago($0)]) } ?? "",
            "here": wording.text("networks.here", ["address": address]),
            "isInside": rows.contains(where: \.isHere),
        ]
    }
}
