/// Asks whether to sign in without a password from now on, or says what is missing for that (product.md P-4, §4.5).
package struct PasswordRemovePage: AccountPage {
    package static let template = "password-remove"
    package static let place = Section.password

    /// What has to be there first, because one loss would lock the person out without it.
    package enum Missing: Sendable, Equatable, CaseIterable {
        /// An app with an app lock, which is to take the password's place.
        case lockedApp
        /// A way back that is not on the phone.
        case backupCodes
        /// The same for somebody whose backup codes can't help, since there is no address that only they read.
        case anotherDevice
    }

    /// The names of the devices that sign in alone.
    package let devices: [String]
    package let missing: Missing?
    package let problems: [Problem]

    package init(devices: [String], missing: Missing?, problems: [Problem] = []) {
        self.devices = devices
        self.missing = missing
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields {
        let names = wording.alternatives(devices)
        guard let missing else {
            return ["isPossible": true, "how": wording.text("password-remove.how", ["devices": names])]
        }
        let words = missing.words
        return [
            "isPossible": false, "missing": wording.text(words.text), "remedy": wording.text(words.remedy),
            "remedyLink": wording.link(missing == .backupCodes ? .backupCodes : .devices),
        ]
    }
}

extension PasswordRemovePage.Missing {
    fileprivate var words: (text: String, remedy: String) {
        switch self {
        case .lockedApp: ("password-remove.missing.app", "password-remove.remedy.app")
        case .backupCodes: ("password-remove.missing.codes", "password-remove.remedy.codes")
        case .anotherDevice: ("password-remove.missing.device", "password-remove.remedy.device")
        }
    }
}
