/// Adds a device: the link as a picture, what happens next, and how far it has come.
package struct DeviceAddPage: AccountPage {
    package static let template = "device-add"
    package static let place = Section.devices

    /// How far the new device has come. The raw values travel to the page's script.
    package enum Stage: String, Sendable, CaseIterable {
        /// Nobody has opened the link.
        case waiting
        /// The app has made its keys; the test request is under way.
        case linked
        /// The test is on its screen.
        case testing
        /// It has answered.
        case ready
    }

    package let stage: Stage
    /// The link as a QR code, and as it is; `nil` once it is used.
    package let link: (qr: Drawing, address: String)?
    package let secondsLeft: Int64
    /// The name that the app gave itself; `nil` before it is linked.
    package let device: String?
    /// Whether the test has found no answer yet and should have.
    package let isOverdue: Bool

    package init(
        _ stage: Stage, link: (qr: Drawing, address: String)? = nil, secondsLeft: Int64 = 0, device: String? = nil,
        isOverdue: Bool = false
    ) {
        self.stage = stage
        self.link = link
        self.secondsLeft = max(0, secondsLeft)
        self.device = device
        self.isOverdue = isOverdue
    }

    package func fields(in wording: Wording) -> Fields {
        let reached = Stage.allCases.firstIndex(of: stage) ?? 0
        var fields: Fields = [
            "stage": stage.rawValue, "isReady": stage == .ready, "isOverdue": isOverdue && stage != .ready,
            "device": device ?? "", "secondsLeft": String(secondsLeft),
            "life": wording.text("device-add.life", ["time": wording.length(seconds: secondsLeft)]),
        ]
        for (index, step) in Stage.allCases.enumerated() {
            fields["is-\(step.rawValue)"] = index <= reached
            fields["at-\(step.rawValue)"] = index == reached
        }
        if stage == .waiting, let link {
            fields["isWaiting"] = true
            fields["qr"] = link.qr
            fields["appLink"] = link.address
        }
        return fields
    }
}

/// Asks for backup codes before the first device: without them a lost phone would lock its owner out (product.md §4.5).
package struct DeviceCodesFirstPage: AccountPage {
    package static let template = "device-codes-first"
    package static let place = Section.devices

    package init() {}
}
