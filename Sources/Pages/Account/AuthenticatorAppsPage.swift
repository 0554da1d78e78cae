package import Identity

/// The enrolled authenticator apps.
package struct AuthenticatorAppsPage: AccountPage {
    package static let template = "authenticator-apps"
    package static let place = Section.authenticatorApps

    /// One enrolled app.
    package struct Row: Sendable {
        package let id: AuthenticatorID
        package let name: String
        package let added: Moment
        package let lastUsed: Moment?

        package init(id: AuthenticatorID, name: String, added: Moment, lastUsed: Moment?) {
            self.id = id
            self.name = name
            self.added = added
            self.lastUsed = lastUsed
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
                let added = wording.text("authenticator-apps.added", ["when": wording.ago(row.added)])
                let used =
                    row.lastUsed.map { wording.text("authenticator-apps.used", ["when": wording.ago($0)]) }
                    ?? wording.text("authenticator-apps.never-used")
                return [
                    "id": row.id.rawValue, "name": row.name, "added": added, "used": used,
                    "renameLabel": wording.text("authenticator-apps.rename.label", ["name": row.name]),
                    "removeLabel": wording.text("authenticator-apps.remove.label", ["name": row.name]),
                ]
            },
            "isEmpty": rows.isEmpty,
        ]
    }
}
