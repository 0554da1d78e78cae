package import Identity

/// Every way this account may go now, best first, each with what it needs (M-9).
package struct OtherWaysPage: Page {
    package static let template = "other-ways"

    /// One row of the menu.
    package struct Way: Sendable, Equatable {
        /// What the person would use.
        package enum Kind: Sendable, Equatable {
            case password, authenticatorApp, backupCode, passphrase
            /// A passkey or security key.
            case key
            /// The code that our own app shows, with or without a network.
            case appCode
            /// A QR code that our own app reads.
            case scan
            /// A new password, for somebody who has none and whose devices are all gone.
            case newPassword
            case approval(Device)
            /// A code by mail in place of the password. `key` is what the form says to choose it.
            case mailCode(key: String)
            /// A code by SMS: in place of the password if `number` is `nil`, else as second step to that number, which
            /// is not whole.
            case textCode(number: String?, key: String)
        }

        /// The device that an approval would be asked of.
        package struct Device: Sendable, Equatable {
            package let name: String
            package let lastSeen: Moment?
            /// Whether it may well be dead: shown last, with a warning.
            package let isDoubtful: Bool
            /// What the form says to choose it.
            package let key: String

            package init(name: String, lastSeen: Moment?, isDoubtful: Bool, key: String) {
                self.name = name
                self.lastSeen = lastSeen
                self.isDoubtful = isDoubtful
                self.key = key
            }
        }

        /// Why a way the account has can't be gone now. Only reasons that tell a stranger nothing.
        package enum Obstacle: Sendable, Equatable {
            case tooManyTries, allUsed, notAllowedHere
        }

        package let kind: Kind
        package let obstacle: Obstacle?

        package init(_ kind: Kind, obstacle: Obstacle? = nil) {
            self.kind = kind
            self.obstacle = obstacle
        }
    }

    package let step: SecondStep
    package let ways: [Way]
    /// Where to begin anew.
    package let start: Destination

    /// - Parameter start: Where the road began, if it is another than that of the step.
    package init(step: SecondStep = .ofSignIn, ways: [Way], start: Destination? = nil) {
        self.step = step
        self.ways = ways
        self.start = start ?? step.start
    }

    package func fields(in wording: Wording) -> Fields {
        step.fields(in: wording).merging(Self.rows(ways, of: step, in: wording)) { $1 }
            .merging(["startLink": wording.link(start)]) { $1 }
    }

    /// The rows of the menu, which also stands on the page that waits for an approval.
    static func rows(_ ways: [Way], of step: SecondStep, in wording: Wording) -> Fields {
        let open = ways.filter { $0.obstacle == nil }.map { $0.fields(of: step, in: wording) }
        let closed = ways.filter { $0.obstacle != nil }.map { $0.fields(of: step, in: wording) }
        return [
            "ways": open, "hasWays": !open.isEmpty, "closedWays": closed, "hasClosedWays": !closed.isEmpty,
        ]
    }
}

extension OtherWaysPage.Way {
    fileprivate func fields(of step: SecondStep, in wording: Wording) -> Fields {
        switch kind {
        case .password: row(.password, to: .password, "way.password", "way.password.need", in: wording)
        case .authenticatorApp: row(.phone, to: step.code, "way.app", "way.app.need", in: wording)
        case .key: row(.key, to: step.key, "way.key", "way.key.need", in: wording)
        case .appCode: row(.phone, to: .appCode, "way.app-code", "way.app-code.need", in: wording)
        case .scan: row(.scan, to: .scan, "way.scan", "way.scan.need", in: wording)
        case .newPassword: row(.mail, to: .passwordReset, "way.new-password", "way.new-password.need", in: wording)
        case .backupCode: row(.paper, to: step.backupCode, "way.backup-code", "way.backup-code.need", in: wording)
        case .mailCode(let key):
            row(
                sending: .mail, "way.mail-code", detail: wording.text("way.mail-code.need"), key, of: step, in: wording)
        case .passphrase: row(.password, to: step.passphrase, "way.passphrase", "way.passphrase.need", in: wording)
        case .textCode(let number, let key):
            row(
                sending: .phone, "way.text-code",
                detail: number.map { wording.text("way.text-code.number", ["number": $0]) }
                    ?? wording.text("way.text-code.need"), key, of: step, in: wording)
        case .approval(let device): row(asking: device, in: wording)
        }
    }

    private func row(
        _ icon: Icon, to destination: Destination, _ title: String, _ need: String, in wording: Wording
    ) -> Fields {
        let detail =
            switch obstacle {
            case .tooManyTries: wording.text("way.obstacle.too-many-tries")
            case .allUsed: wording.text("way.obstacle.all-used")
            case .notAllowedHere: wording.text("way.obstacle.not-allowed")
            case nil: wording.text(need)
            }
        return [
            "icon": icon, "link": wording.link(destination), "title": wording.text(title), "detail": detail,
            "isAsking": false,
        ]
    }

    /// A row that has a code sent: a form, because it changes something.
    private func row(
        sending icon: Icon, _ title: String, detail: String, _ key: String, of step: SecondStep, in wording: Wording
    ) -> Fields {
        [
            "icon": icon, "link": wording.link(step.otherWays), "title": wording.text(title), "detail": detail,
            "isAsking": true, "key": key,
        ]
    }

    /// A row that sends a request: a form, because it changes something.
    private func row(asking device: OtherWaysPage.Way.Device, in wording: Wording) -> Fields {
        let need = device.isDoubtful ? "way.approval.doubtful" : "way.approval.need"
        let seen = device.lastSeen.map(wording.ago) ?? wording.text("way.approval.never-seen")
        return [
            "icon": device.isDoubtful ? Icon.warning : .phone, "link": wording.link(.approvalAgain),
            "title": wording.text("way.approval", ["device": device.name]),
            "detail": wording.text(need, ["when": seen]), "isAsking": true, "key": device.key,
        ]
    }
}
