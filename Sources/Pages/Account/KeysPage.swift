package import Identity

/// The person's passkeys and security keys.
package struct KeysPage: AccountPage {
    package static let template = "keys"
    package static let place = Section.keys

    /// One key.
    package struct Row: Sendable {
        package let id: AuthenticatorID
        package let name: String
        /// Whether it signs in alone; else it is a second step.
        package let signsInAlone: Bool
        /// Whether the person's devices share it.
        package let isSynced: Bool
        /// Whether the administrator's rules still allow it.
        package let isAllowed: Bool
        package let added: Moment
        package let lastUsed: Moment?

        package init(
            id: AuthenticatorID, name: String, signsInAlone: Bool, isSynced: Bool, isAllowed: Bool = true,
            added: Moment, lastUsed: Moment?
        ) {
            self.id = id
            self.name = name
            self.signsInAlone = signsInAlone
            self.isSynced = isSynced
            self.isAllowed = isAllowed
            self.added = added
            self.lastUsed = lastUsed
        }
    }

    /// What the browser is told, so that it offers no key that is gone (WebAuthn L3, Signal API).
    package struct Signal: Sendable {
        package let relyingParty: String
        package let handle: String
        package let credentials: [String]
        package let name: String
        package let displayName: String

        package init(
            relyingParty: String, handle: String, credentials: [String], name: String, displayName: String
        ) {
            self.relyingParty = relyingParty
            self.handle = handle
            self.credentials = credentials
            self.name = name
            self.displayName = displayName
        }
    }

    package let rows: [Row]
    package let signal: Signal?
    package let problems: [Problem]

    package init(rows: [Row], signal: Signal? = nil, problems: [Problem] = []) {
        self.rows = rows
        self.signal = signal
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields {
        var fields: Fields = ["rows": rows.map { $0.fields(in: wording) }, "isEmpty": rows.isEmpty]
        if let signal {
            fields["signal"] =
                [
                    "party": signal.relyingParty, "handle": signal.handle,
                    "credentials": signal.credentials.joined(separator: " "), "name": signal.name,
                    "displayName": signal.displayName,
                ] as Fields
        }
        return fields
    }
}

extension KeysPage.Row {
    fileprivate func fields(in wording: Wording) -> Fields {
        let good = isAllowed ? (signsInAlone ? "keys.alone" : "keys.second") : "keys.not-allowed"
        let used =
            lastUsed.map { wording.text("keys.used", ["when": wording.ago($0)]) } ?? wording.text("keys.never-used")
        return [
            "id": id.rawValue, "name": name, "good": wording.text(good), "used": used,
            "place": wording.text(isSynced ? "keys.synced" : "keys.bound"),
            "added": wording.text("keys.added", ["when": wording.ago(added)]),
            "renameLabel": wording.text("keys.rename.label", ["name": name]),
            "removeLabel": wording.text("keys.remove.label", ["name": name]),
        ]
    }
}
