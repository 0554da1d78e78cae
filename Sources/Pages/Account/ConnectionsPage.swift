package import Identity

/// The applications that the person signs in to through this server.
package struct ConnectionsPage: AccountPage {
    package static let template = "connections"
    package static let place = Section.connections

    /// One of them.
    package struct Row: Sendable {
        package let id: ApplicationID
        package let name: String
        /// What it learns of them.
        package let wishes: [ConsentPage.Wish]
        /// When they agreed; `nil` for an application that doesn't ask.
        package let agreed: Moment?
        package let used: Moment?

        package init(
            id: ApplicationID, name: String, wishes: [ConsentPage.Wish], agreed: Moment?, used: Moment?
        ) {
            self.id = id
            self.name = name
            self.wishes = wishes
            self.agreed = agreed
            self.used = used
        }
    }

    package let rows: [Row]

    package init(rows: [Row]) {
        self.rows = rows
    }

    package func fields(in wording: Wording) -> Fields {
        [
            "isEmpty": rows.isEmpty,
            "rows": rows.map { row -> Fields in
                [
                    "id": row.id.rawValue, "name": row.name,
                    "knows": row.wishes.map { wording.text($0.shortKey) }.joined(separator: " · "),
                    "agreed": row.agreed.map { wording.text("connections.agreed", ["when": wording.ago($0)]) }
                        ?? wording.text("connections.of-the-house"),
                    "isUsed": row.used != nil,
                    "used": row.used.map { wording.text("connections.used", ["when": wording.ago($0)]) } ?? "",
                    "endLabel": wording.text("connections.end.label", ["application": row.name]),
                ]
            },
        ]
    }
}
