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

    /// One browser in which the second step is spared.
    package struct Trusted: Sendable {
        package let id: TrustedBrowserID
        package let device: String
        /// The network address from which it became trusted.
        package let place: String
        package let since: Moment
        package let until: Moment
        /// When it last spared a step; `nil` if it never did.
        package let lastUsed: Moment?
        package let isThisOne: Bool

        package init(
            id: TrustedBrowserID, device: String, place: String, since: Moment, until: Moment, lastUsed: Moment?,
            isThisOne: Bool
        ) {
            self.id = id
            self.device = device
            self.place = place
            self.since = since
            self.until = until
            self.lastUsed = lastUsed
            self.isThisOne = isThisOne
        }
    }

    package let rows: [Row]
    package let trusted: [Trusted]
    /// Whether this browser could become one of them.
    package let offersTrust: Bool

    package init(rows: [Row], trusted: [Trusted] = [], offersTrust: Bool = false) {
        self.rows = rows
        self.trusted = trusted
        self.offersTrust = offersTrust
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
            "trusted": trusted.map { $0.fields(in: wording) },
            "hasTrusted": !trusted.isEmpty,
            "hasSeveralTrusted": trusted.count > 1,
            "offersTrust": offersTrust,
            "showsTrust": offersTrust || !trusted.isEmpty,
        ]
    }
}

extension SessionsPage.Trusted {
    fileprivate func fields(in wording: Wording) -> Fields {
        let device = device.isEmpty ? wording.text("sessions.unknown-device") : device
        return [
            "id": id.rawValue, "device": device, "place": place, "isThisOne": isThisOne,
            "used": lastUsed.map { wording.text("sessions.used", ["when": wording.ago($0)]) }
                ?? wording.text("sessions.trusted.since", ["when": wording.ago(since)]),
            "until": wording.text("sessions.trusted.until", ["date": wording.date(until)]),
            "endLabel": wording.text("sessions.distrust.label", ["device": device]),
        ]
    }
}
