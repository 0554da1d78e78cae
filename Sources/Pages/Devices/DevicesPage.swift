package import Identity

/// The devices with the app, and what is known of each (D-7).
package struct DevicesPage: AccountPage {
    package static let template = "devices"
    package static let place = Section.devices

    /// One device, or rather the app on it.
    package struct Row: Sendable {
        package let id: AuthenticatorID
        package let name: String
        package let platform: Platform
        /// What it runs on, as its app says; `nil` if it says nothing.
        package let model: String?
        package let isPrimary: Bool
        package let life: Installation.Life
        package let added: Moment
        package let lastSeen: Moment?
        /// The network address that it was seen at last.
        package let lastAddress: String?
        package let lastApproval: Moment?
        /// When it becomes the primary device, if that waits.
        package let promotionDue: Moment?

        package init(
            id: AuthenticatorID, name: String, platform: Platform, model: String? = nil, isPrimary: Bool,
            life: Installation.Life,
            added: Moment, lastSeen: Moment?, lastAddress: String? = nil, lastApproval: Moment?,
            promotionDue: Moment? = nil
        ) {
            self.id = id
            self.name = name
            self.platform = platform
            self.model = model
            self.isPrimary = isPrimary
            self.life = life
            self.added = added
            self.lastSeen = lastSeen
            self.lastAddress = lastAddress
            self.lastApproval = lastApproval
            self.promotionDue = promotionDue
        }
    }

    /// What it looks like.
    package enum Platform: Sendable, Equatable {
        case phone, computer

        var icon: Icon { self == .phone ? .phone : .screen }
    }

    package let rows: [Row]
    /// Whether new sign-ins to the account are blocked (D-9).
    package let isRestricted: Bool
    package let problems: [Problem]

    package init(rows: [Row], isRestricted: Bool = false, problems: [Problem] = []) {
        self.rows = rows
        self.isRestricted = isRestricted
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields {
        [
            "rows": rows.map { $0.fields(in: wording) }, "isEmpty": rows.isEmpty,
            "isAlone": rows.count == 1, "isRestricted": isRestricted,
        ]
    }
}

extension DevicesPage.Row {
    fileprivate func fields(in wording: Wording) -> Fields {
        let seen =
            lastSeen.map { moment in
                let when = wording.ago(moment)
                guard let lastAddress else { return wording.text("devices.seen", ["when": when]) }
                return wording.text("devices.seen-at", ["when": when, "address": lastAddress])
            } ?? wording.text("devices.never-seen")
        let approved = lastApproval.map { wording.text("devices.approved", ["when": wording.ago($0)]) }
        let history = [model, seen, approved, wording.text("devices.added", ["when": wording.ago(added)])]
        var fields: Fields = [
            "id": id.rawValue, "name": name, "icon": platform.icon, "isPrimary": isPrimary,
            "state": wording.text(life.words.state), "isQuiet": life == .quiet,
            "isDoubtful": life == .doubtful,
            "isPending": life == .pending, "canBeTested": life != .gone, "canBePrimary": !isPrimary && life == .live,
            "history": history.compactMap(\.self).joined(separator: " · "),
            "renameLabel": wording.text("devices.rename.label", ["name": name]),
            "testLabel": wording.text("devices.test.label", ["name": name]),
            "promoteLabel": wording.text("devices.promote.label", ["name": name]),
            "lostLabel": wording.text("devices.lost.label", ["name": name]),
            "removeLabel": wording.text("devices.remove.label", ["name": name]),
        ]
        fields["stateText"] = life.words.text.map { wording.text($0) }
        fields["promotion"] = promotionDue.map {
            wording.text("devices.promotion-waits", ["time": wording.length(seconds: ($0 - wording.now).wholeSeconds)])
        }
        return fields
    }
}

extension Installation.Life {
    fileprivate var words: (state: String, text: String?) {
        switch self {
        case .pending: ("devices.pending", "devices.pending.text")
        case .live: ("devices.live", nil)
        case .quiet: ("devices.quiet", "devices.quiet.text")
        case .doubtful: ("devices.doubtful", "devices.doubtful.text")
        case .gone: ("devices.gone", "devices.gone.text")
        }
    }
}
