package import Identity

/// The addresses that name the account, and which of them notices go to first.
package struct IdentifiersPage: AccountPage {
    package static let template = "identifiers"
    package static let place = Section.identifiers

    /// One verified address.
    package struct Row: Sendable {
        package let id: IdentifierID
        package let address: String
        package let isForNotices: Bool
        package let added: Moment

        package init(id: IdentifierID, address: String, isForNotices: Bool, added: Moment) {
            self.id = id
            self.address = address
            self.isForNotices = isForNotices
            self.added = added
        }
    }

    package let rows: [Row]
    package let problems: [Problem]

    package init(rows: [Row], problems: [Problem] = []) {
        self.rows = rows
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields {
        [
            "rows": rows.map { row -> Fields in
                [
                    "id": row.id.rawValue, "address": row.address, "isForNotices": row.isForNotices,
                    "detail": wording.text("identifiers.added", ["when": wording.ago(row.added)]),
                    "removeLabel": wording.text("identifiers.remove.label", ["address": row.address]),
                    "noticesLabel": wording.text("identifiers.notices.label", ["address": row.address]),
                ]
            },
            "canRemove": rows.count > 1,
        ]
    }
}
