package import Identity

/// Where the person is signed in.
package struct SessionsPage: AccountPage {
    package static let template = "sessions"
    package static let place = Section.sessions

    /// One browser that is signed in.
    package struct Row: Sendable {
        package let id: SessionID
        /// The browser and system as the browser named them; written by a stranger's hand as far as we know (OTP-20).
        package let device: String
        /// The network address it was last seen from.
        package let place: String
        package let started: Moment
        package let lastUsed: Moment
        package let isThisOne: Bool

        package init(
            id: SessionID, device: String, place: String, started: Moment, lastUsed: Moment, isThisOne: Bool
        ) {
            self.id = id
            self.device = device
            self.place = place
            self.started = started
            self.lastUsed = lastUsed
            self.isThisOne = isThisOne
        }
    }

    package let rows: [Row]

    package init(rows: [Row]) {
        self.rows = rows
    }

    package func fields(in wording: Wording) -> Fields {
        [
            "rows": rows.map { row -> Fields in
                let device = row.device.isEmpty ? wording.text("sessions.unknown-device") : row.device
                return [
                    "id": row.id.rawValue, "device": device, "place": row.place,
                    "used": wording.text("sessions.used", ["when": wording.ago(row.lastUsed)]),
                    "started": wording.text("sessions.started", ["when": wording.ago(row.started)]),
                    "isThisOne": row.isThisOne,
                    "endLabel": wording.text("sessions.end.label", ["device": device]),
                ]
            },
            "hasOthers": rows.contains { !$0.isThisOne },
        ]
    }
}
