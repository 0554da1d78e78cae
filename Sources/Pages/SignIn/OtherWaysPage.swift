/// Every way this account may go now, best first, each with what it needs (M-9).
package struct OtherWaysPage: Page {
    package static let template = "other-ways"

    /// One row of the menu.
    package struct Way: Sendable, Equatable {
        /// What the person would use.
        package enum Kind: Sendable, Equatable {
            case password, authenticatorApp, backupCode
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

    package init(step: SecondStep = .ofSignIn, ways: [Way]) {
        self.step = step
        self.ways = ways
    }

    package func fields(in wording: Wording) -> Fields {
        var fields = step.fields(in: wording)
        fields["ways"] = ways.filter { $0.obstacle == nil }.map { $0.fields(of: step, in: wording) }
        let closed = ways.filter { $0.obstacle != nil }.map { $0.fields(of: step, in: wording) }
        fields["closedWays"] = closed
        fields["hasClosedWays"] = !closed.isEmpty
        return fields
    }
}

extension OtherWaysPage.Way {
    fileprivate func fields(of step: SecondStep, in wording: Wording) -> Fields {
        let row: (icon: Icon, link: Destination, title: String, need: String) =
            switch kind {
            case .password: (.password, .password, "way.password", "way.password.need")
            case .authenticatorApp: (.phone, step.code, "way.app", "way.app.need")
            case .backupCode: (.paper, step.backupCode, "way.backup-code", "way.backup-code.need")
            }
        let obstacleText =
            switch obstacle {
            case .tooManyTries: wording.text("way.obstacle.too-many-tries")
            case .allUsed: wording.text("way.obstacle.all-used")
            case .notAllowedHere: wording.text("way.obstacle.not-allowed")
            case nil: wording.text(row.need)
            }
        return [
            "icon": row.icon, "link": wording.link(row.link), "title": wording.text(row.title), "detail": obstacleText,
        ]
    }
}
