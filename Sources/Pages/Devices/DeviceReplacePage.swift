package import Identity

/// Asks whether a new device is one of the others, with the app installed anew: replace, keep both, or lost (D-3).
package struct DeviceReplacePage: AccountPage {
    package static let template = "device-replace"
    package static let place = Section.devices

    /// One that it may be a re-install of.
    package struct Other: Sendable {
        package let id: AuthenticatorID
        package let name: String
        package let platform: DevicesPage.Platform
        package let lastSeen: Moment?

        package init(id: AuthenticatorID, name: String, platform: DevicesPage.Platform, lastSeen: Moment?) {
            self.id = id
            self.name = name
            self.platform = platform
            self.lastSeen = lastSeen
        }
    }

    /// The new one's name.
    package let name: String
    /// At least one, the likeliest first.
    package let others: [Other]
    package let problems: [Problem]

    package init(name: String, others: [Other], problems: [Problem] = []) {
        self.name = name
        self.others = others
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields {
        let question = others.count == 1 ? others.first : nil
        return [
            "name": name, "isOne": others.count == 1,
            "question": question.map { $0.question(in: wording) } ?? wording.text("device-replace.several"),
            "others": others.map { $0.fields(in: wording) },
        ]
    }
}

extension DeviceReplacePage.Other {
    fileprivate func question(in wording: Wording) -> String {
        guard let lastSeen else { return wording.text("device-replace.never-seen", ["other": name]) }
        return wording.text("device-replace.one", ["other": name, "when": wording.ago(lastSeen)])
    }

    fileprivate func fields(in wording: Wording) -> Fields {
        [
            "id": id.rawValue, "other": name, "icon": platform.icon,
            "seen": lastSeen.map { wording.text("devices.seen", ["when": wording.ago($0)]) }
                ?? wording.text("devices.never-seen"),
            "replaceLabel": wording.text("device-replace.submit.label", ["other": name]),
            "lostLabel": wording.text("devices.lost.label", ["name": name]),
        ]
    }
}
