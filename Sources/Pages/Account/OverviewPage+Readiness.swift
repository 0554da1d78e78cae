package import Identity

extension OverviewPage {
    /// One thing that can be lost in a stroke, and what would still let the person in.
    package struct Loss: Sendable, Equatable {
        /// What can be gone in one stroke.
        package enum Thing: Sendable, Equatable, CaseIterable {
            case phone, password, backupCodes, passphrase
        }

        /// What would take its place.
        package enum Remedy: Sendable, Equatable {
            case device, otherDevice, backupCode, authenticatorApp, codeByMail, passphrase
        }

        package let thing: Thing
        /// Empty: this loss would lock the person out.
        package let remedies: [Remedy]
    }

    /// The one thing that most needs doing.
    package enum Warning: Sendable, Equatable {
        /// Somebody else may know the password: the person has said "it wasn't me" to who typed it (PUSH-06).
        case passwordDoubted(since: Moment)
        /// The phone is the only second step.
        case phoneAlone
        case noBackupCodesLeft
        case fewBackupCodes(left: Int)
        /// No second step at all.
        case passwordAlone
    }

    private var reliableDevices: Int { devices.count { $0.counts } }
    /// Whether there is a second step that lives on a phone.
    private var hasApp: Bool { !authenticatorApps.isEmpty || reliableDevices > 0 }
    private var hasCodes: Bool { (backupCodesLeft ?? 0) > 0 }
    private var hasPassphrase: Bool { passphraseSet != nil }
    /// Whether losing the phone leaves something to get in by besides backup codes.
    private var hasOtherWayBack: Bool { reliableDevices > 1 || hasPassphrase }

    /// Each single loss that the account can suffer, every app taken to be on one phone (product.md §4.5).
    package var losses: [Loss] {
        // Without a password a backup code is the second step of setting a new one.
        let recoveryHelps = hasPassword || canResetPassword
        let phone: [Loss.Remedy] =
            (reliableDevices > 1 ? [.otherDevice] : []) + (hasCodes && recoveryHelps ? [.backupCode] : [])
            + (hasPassphrase && recoveryHelps ? [.passphrase] : [])
        let password: [Loss.Remedy] = canResetPassword ? [.codeByMail] : []
        let paper: [Loss.Remedy] =
            (reliableDevices > 0 ? [.device] : []) + (authenticatorApps.isEmpty ? [] : [.authenticatorApp])
        return (hasApp ? [Loss(thing: .phone, remedies: phone)] : [])
            + (hasPassword ? [Loss(thing: .password, remedies: password)] : [])
            + (hasCodes ? [Loss(thing: .backupCodes, remedies: paper)] : [])
            + (hasPassphrase ? [Loss(thing: .passphrase, remedies: paper)] : [])
    }

    package var warning: Warning? {
        if let passwordDoubted { return .passwordDoubted(since: passwordDoubted) }
        return switch (hasApp, backupCodesLeft) {
        case (false, _): .passwordAlone
        case (true, nil): hasOtherWayBack ? nil : .phoneAlone
        case (true, 0): hasOtherWayBack ? nil : .noBackupCodesLeft
        case (true, let left?) where left <= Self.fewBackupCodes: .fewBackupCodes(left: left)
        case (true, _): nil
        }
    }

    /// From this many left on, the page asks for a new set (product.md R-4).
    package static let fewBackupCodes = 3
}

extension OverviewPage.Loss {
    func fields(in wording: Wording) -> Fields {
        let words: (icon: Icon, survived: String, fatal: String) =
            switch thing {
            case .phone: (.phone, "loss.phone", "loss.phone.fatal")
            case .password: (.password, "loss.password", "loss.password.fatal")
            case .passphrase: (.password, "loss.passphrase", "loss.passphrase.fatal")
            case .backupCodes: (.paper, "loss.backup-codes", "loss.backup-codes.fatal")
            }
        let names = remedies.map { remedy in
            switch remedy {
            case .device: wording.text("remedy.device")
            case .otherDevice: wording.text("remedy.other-device")
            case .backupCode: wording.text("remedy.backup-code")
            case .authenticatorApp: wording.text("remedy.authenticator-app")
            case .passphrase: wording.text("remedy.passphrase")
            case .codeByMail: wording.text("remedy.code-by-mail")
            }
        }
        let text =
            names.isEmpty
            ? wording.text(words.fatal) : wording.text(words.survived, ["ways": wording.alternatives(names)])
        return ["icon": words.icon, "text": text, "survived": !remedies.isEmpty]
    }
}

extension OverviewPage.Warning {
    func fields(in wording: Wording) -> Fields {
        switch self {
        case .passwordDoubted(let moment):
            [
                "text": wording.text("warning.password-doubted", ["when": wording.ago(moment)]),
                "action": wording.text("warning.change-password"), "link": wording.link(.passwordChange),
                "keepLink": wording.link(.passwordKeep),
            ]
        case .phoneAlone:
            [
                "text": wording.text("warning.phone-alone"), "action": wording.text("warning.save-codes"),
                "link": wording.link(.backupCodes),
            ]
        case .noBackupCodesLeft:
            [
                "text": wording.text("warning.no-codes-left"), "action": wording.text("warning.new-codes"),
                "link": wording.link(.backupCodes),
            ]
        case .fewBackupCodes(let left):
            [
                "text": wording.counted("warning.few-codes", left), "action": wording.text("warning.new-codes"),
                "link": wording.link(.backupCodes),
            ]
        case .passwordAlone:
            [
                "text": wording.text("warning.password-alone"), "action": wording.text("warning.add-app"),
                "link": wording.link(.authenticatorAppAdd),
            ]
        }
    }
}
