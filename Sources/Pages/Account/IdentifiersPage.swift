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
        package let isNumber: Bool
        package let added: Moment

        package init(id: IdentifierID, address: String, isForNotices: Bool, isNumber: Bool = false, added: Moment) {
            self.id = id
            self.address = address
            self.isNumber = isNumber
            self.isForNotices = isForNotices
            self.added = added
        }
    }

    package let rows: [Row]
    /// Whether mobile numbers may be added too.
    package let takesNumbers: Bool
    package let problems: [Problem]

    package init(rows: [Row], takesNumbers: Bool = false, problems: [Problem] = []) {
        self.rows = rows
        self.takesNumbers = takesNumbers
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields {
        let mailboxes = rows.count { !$0.isNumber }
        return [
            "title": wording.text(takesNumbers ? "identifiers.number.title" : "identifiers.title"),
            "lead": wording.text(takesNumbers ? "identifiers.number.lead" : "identifiers.lead"),
            "add": wording.text(takesNumbers ? "identifiers.number.add" : "identifiers.add"),
            "rows": rows.map { row -> Fields in
                [
                    "id": row.id.rawValue, "address": row.address, "isForNotices": row.isForNotices,
                    "isNumber": row.isNumber, "mayGetNotices": !row.isNumber && !row.isForNotices,
                    "mayGo": row.isNumber || mailboxes > 1,
                    "detail": wording.text("identifiers.added", ["when": wording.ago(row.added)]),
                    "removeLabel": wording.text("identifiers.remove.label", ["address": row.address]),
                    "noticesLabel": wording.text("identifiers.notices.label", ["address": row.address]),
                ]
            },
            "canRemove": mailboxes > 1,
        ]
    }
}
