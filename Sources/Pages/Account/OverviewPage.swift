package import Identity

/// The person's first page: whether they would get back in, and where everything is.
///
/// What it warns of is worked out from the facts given, by ``losses`` and ``warning``; both can be asked without HTML.
package struct OverviewPage: AccountPage {
    package static let template = "overview"
    package static let place = Section.overview

    /// A device with the app.
    package struct Device: Sendable, Equatable {
        package let name: String
        /// Whether it can be relied on: one that does not answer counts for nothing.
        package let counts: Bool

        package init(name: String, counts: Bool) {
            self.name = name
            self.counts = counts
        }
    }

    /// A passkey or security key.
    package struct Key: Sendable, Equatable {
        package let name: String
        package let signsInAlone: Bool
        /// Whether it is gone when the phone is.
        package let isOnPhone: Bool

        package init(name: String, signsInAlone: Bool, isOnPhone: Bool) {
            self.name = name
            self.signsInAlone = signsInAlone
            self.isOnPhone = isOnPhone
        }
    }

    package let identifiers: [String]
    package let passwordChanged: Moment?
    /// Since when somebody else may know it; `nil` if nothing speaks for that.
    package let passwordDoubted: Moment?
    /// The names of the enrolled authenticator apps.
    package let authenticatorApps: [String]
    /// The primary one first.
    package let devices: [Device]
    /// Those that may be used, oldest first.
    package let keys: [Key]
    /// How many backup codes are unused; `nil` when there never was a confirmed set.
    package let backupCodesLeft: Int?
    /// When the passphrase was set; `nil` without one.
    package let passphraseSet: Moment?
    package let sessionCount: Int
    /// Whether sign-in is limited to the person's networks.
    package let isLimitedToNetworks: Bool
    package let lastActivity: Moment?
    /// Whether mail leaves this server, so that a forgotten password can be reset by oneself.
    package let canResetPassword: Bool
    /// Without one the app signs in alone.
    package let hasPassword: Bool

    package init(
        identifiers: [String], passwordChanged: Moment?, passwordDoubted: Moment? = nil, authenticatorApps: [String],
        devices: [Device] = [], keys: [Key] = [], backupCodesLeft: Int?, passphraseSet: Moment? = nil,
        sessionCount: Int, isLimitedToNetworks: Bool = false, lastActivity: Moment? = nil,
        canResetPassword: Bool = true,
        hasPassword: Bool = true
    ) {
        self.identifiers = identifiers
        self.passwordChanged = passwordChanged
        self.passwordDoubted = passwordDoubted
        self.authenticatorApps = authenticatorApps
        self.devices = devices
        self.keys = keys
        self.backupCodesLeft = backupCodesLeft
        self.passphraseSet = passphraseSet
        self.sessionCount = sessionCount
        self.isLimitedToNetworks = isLimitedToNetworks
        self.lastActivity = lastActivity
        self.canResetPassword = canResetPassword
        self.hasPassword = hasPassword
    }

    package func fields(in wording: Wording) -> Fields {
        var fields: Fields = [
            "losses": losses.map { $0.fields(in: wording) },
            "rows": rows(in: wording),
            "isReady": warning == nil,
        ]
        fields["warning"] = warning?.fields(in: wording)
        return fields
    }

    private func rows(in wording: Wording) -> [Fields] {
        let unused = backupCodesLeft.map { wording.counted("overview.backup-codes.left", $0) }
        return [
            row(
                .mail, "section.identifiers", .identifiers,
                identifiers.count > 1
                    ? wording.counted("overview.identifiers.several", identifiers.count) : identifiers.first ?? "",
                in: wording),
            row(
                .password, "section.password", .passwordChange,
                hasPassword
                    ? passwordChanged.map { wording.text("overview.password.changed", ["when": wording.ago($0)]) } ?? ""
                    : wording.text("overview.password.none"),
                in: wording),
            row(
                .phone, "section.devices", .devices,
                devices.isEmpty
                    ? wording.text("overview.none") : devices.map(\.name).joined(separator: wording.text("list.comma")),
                in: wording),
            row(
                .key, "section.keys", .keys,
                keys.isEmpty
                    ? wording.text("overview.none") : keys.map(\.name).joined(separator: wording.text("list.comma")),
                in: wording),
            row(
                .phone, "section.authenticator-apps", .authenticatorApps,
                authenticatorApps.isEmpty
                    ? wording.text("overview.none") : authenticatorApps.joined(separator: wording.text("list.comma")),
                in: wording),
            row(
                .paper, "section.backup-codes", .backupCodes, unused ?? wording.text("overview.none"), in: wording
            ),
            row(
                .password, "section.passphrase", .passphraseStanding,
                passphraseSet.map { wording.text("overview.passphrase.set", ["when": wording.ago($0)]) }
                    ?? wording.text("overview.none"), in: wording),
            row(
                .screen, "section.sessions", .sessions, wording.counted("overview.sessions", sessionCount),
                in: wording),
            row(
                .screen, "section.networks", .networks,
                wording.text(isLimitedToNetworks ? "overview.networks.limited" : "overview.networks.any"), in: wording),
            row(
                .clock, "section.activity", .activity,
                lastActivity.map { wording.text("overview.activity", ["when": wording.ago($0)]) } ?? "", in: wording),
            row(.language, "section.language", .accountLanguage, wording.text("language.name"), in: wording),
        ]
    }

    private func row(
        _ icon: Icon, _ title: String, _ destination: Destination, _ detail: String, in wording: Wording
    ) -> Fields {
        ["icon": icon, "title": wording.text(title), "link": wording.link(destination), "detail": detail]
    }
}
