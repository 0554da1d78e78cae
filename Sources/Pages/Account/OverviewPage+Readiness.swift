package import Identity

extension OverviewPage {
    /// One thing that can be lost in a stroke, and what would still let the person in.
    package struct Loss: Sendable, Equatable {
        /// What can be gone in one stroke.
        package enum Thing: Sendable, Equatable, CaseIterable {
            case phone, password, keys, backupCodes, passphrase
        }

        /// What would take its place.
        package enum Remedy: Sendable, Equatable {
            case device, otherDevice, key, otherKey, backupCode, authenticatorApp, codeByMail, passphrase
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
        /// One passkey or security key is the only second step.
        case keyAlone
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
    /// Without a password a recovery method is the second step of setting a new one.
    private var recoveryHelps: Bool { hasPassword || canResetPassword }
    /// Keys that are still there when the phone is not.
    private var keysApart: Int { keys.count { !$0.isOnPhone } }

    /// Each single loss that the account can suffer, every app taken to be on one phone (product.md §4.5).
    package var losses: [Loss] {
        (hasApp ? [Loss(thing: .phone, remedies: remediesForPhone)] : [])
            + (hasPassword ? [Loss(thing: .password, remedies: remediesForPassword)] : [])
            + (keys.isEmpty ? [] : [Loss(thing: .keys, remedies: remediesForKey)])
            + (hasCodes ? [Loss(thing: .backupCodes, remedies: remediesForRecovery)] : [])
            + (hasPassphrase ? [Loss(thing: .passphrase, remedies: remediesForRecovery)] : [])
    }

    private var remediesForPhone: [Loss.Remedy] {
        (reliableDevices > 1 ? [.otherDevice] : []) + (keysApart > 0 ? [.key] : []) + remediesOfRecovery
    }

    private var remediesForPassword: [Loss.Remedy] {
        (keys.contains(where: \.signsInAlone) ? [.key] : []) + (canResetPassword ? [.codeByMail] : [])
    }

    private var remediesForKey: [Loss.Remedy] {
        (keys.count > 1 ? [.otherKey] : []) + remediesOfPhone + remediesOfRecovery
    }

    private var remediesForRecovery: [Loss.Remedy] { remediesOfPhone + (keys.isEmpty ? [] : [.key]) }

    private var remediesOfRecovery: [Loss.Remedy] {
        guard recoveryHelps else { return [] }
        return (hasCodes ? [.backupCode] : []) + (hasPassphrase ? [.passphrase] : [])
    }

    private var remediesOfPhone: [Loss.Remedy] {
        (reliableDevices > 0 ? [.device] : []) + (authenticatorApps.isEmpty ? [] : [.authenticatorApp])
    }

    package var warning: Warning? {
        if let passwordDoubted { return .passwordDoubted(since: passwordDoubted) }
        guard hasApp || !keys.isEmpty else { return .passwordAlone }
        let survives = hasPassphrase || (hasApp ? reliableDevices > 1 || keysApart > 0 : keys.count > 1)
        return switch backupCodesLeft {
        case nil: survives ? nil : hasApp ? .phoneAlone : .keyAlone
        case 0: survives ? nil : .noBackupCodesLeft
        case let left? where left <= Self.fewBackupCodes: .fewBackupCodes(left: left)
        default: nil
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
            case .keys: (.key, "loss.key", "loss.key.fatal")
            case .passphrase: (.password, "loss.passphrase", "loss.passphrase.fatal")
            case .backupCodes: (.paper, "loss.backup-codes", "loss.backup-codes.fatal")
            }
        let names = remedies.map { remedy in
            switch remedy {
            case .device: wording.text("remedy.device")
            case .otherDevice: wording.text("remedy.other-device")
            case .key: wording.text("remedy.key")
            case .otherKey: wording.text("remedy.other-key")
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
        case .keyAlone:
            [
                "text": wording.text("warning.key-alone"), "action": wording.text("warning.save-codes"),
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
