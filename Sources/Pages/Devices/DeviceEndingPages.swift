package import Identity

/// What ending a device would cost, said before it is done (product.md §4.5).
package enum DeviceCost: Sendable, Hashable {
    /// It was the last second factor: the password alone is enough afterwards.
    case turnsSecondStepOff
    /// With the second step go the passphrase and the vault that it opens.
    case losesPassphrase
    /// It is the primary device; requests then go to this one first.
    case handsOver(to: String)
    /// From then on, this single loss would lock the person out.
    case leavesAlone(Thing)

    /// Something that can be lost in one stroke.
    package enum Thing: Sendable, Hashable, CaseIterable {
        case device, backupCodes, password, mailbox, somethingElse
    }

    func text(in wording: Wording) -> String {
        switch self {
        case .turnsSecondStepOff: wording.text("device-cost.second-step-off")
        case .losesPassphrase: wording.text("second-step-off.passphrase")
        case .handsOver(let name): wording.text("device-cost.hands-over", ["device": name])
        case .leavesAlone(let thing):
            switch thing {
            case .device: wording.text("device-cost.alone.device")
            case .backupCodes: wording.text("device-cost.alone.backup-codes")
            case .password: wording.text("device-cost.alone.password")
            case .mailbox: wording.text("device-cost.alone.mailbox")
            case .somethingElse: wording.text("device-cost.alone.else")
            }
        }
    }
}

/// Asks whether to remove a device that the person still has.
package struct DeviceRemovePage: AccountPage {
    package static let template = "device-remove"
    package static let place = Section.devices

    package let id: AuthenticatorID
    package let name: String
    package let costs: [DeviceCost]
    package let problems: [Problem]

    package init(id: AuthenticatorID, name: String, costs: [DeviceCost], problems: [Problem] = []) {
        self.id = id
        self.name = name
        self.costs = costs
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields { costs.fields(id, name, in: wording) }
}

/// Asks whether a device is lost or stolen: it is dead at once then (D-5).
package struct DeviceLostPage: AccountPage {
    package static let template = "device-lost"
    package static let place = Section.devices

    package let id: AuthenticatorID
    package let name: String
    package let costs: [DeviceCost]
    package let problems: [Problem]

    package init(id: AuthenticatorID, name: String, costs: [DeviceCost], problems: [Problem] = []) {
        self.id = id
        self.name = name
        self.costs = costs
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields { costs.fields(id, name, in: wording) }
}

extension [DeviceCost] {
    fileprivate func fields(_ id: AuthenticatorID, _ name: String, in wording: Wording) -> Fields {
        [
            "id": id.rawValue, "name": name, "hasCosts": !isEmpty,
            "costs": map { ["text": $0.text(in: wording)] as Fields },
        ]
    }
}
