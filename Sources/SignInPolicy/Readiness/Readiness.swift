package import Identity

/// What an account can survive, and what a thief could do: the rules' own answer, as tables (product.md §4.5).
///
/// The same code that refuses a change prints these, so what a page promises is what the server keeps.
package struct Readiness: Sendable, Hashable {
    package let level: Level
    /// Each single loss, and the roads that it leaves. Apps that may well be dead count for nothing.
    package let losses: [LossRow]
    /// Each thing that can be stolen, and what a thief can do with that alone.
    package let thefts: [TheftRow]
    /// The one step that helps most; `nil` if nothing needs doing.
    package let nextStep: Step?

    /// How far an account can be relied on. Its words stand in commands, metrics and files.
    package enum Level: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
        /// Nobody can sign in to it, whatever they hold.
        case lockedOut = "locked-out"
        /// There is a way in, and one single loss would take it.
        case atRisk = "at-risk"
        /// Every single loss is survived.
        case ready

        package static func < (left: Level, right: Level) -> Bool {
            (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
        }
    }

    /// One line of the loss table.
    package struct LossRow: Sendable, Hashable {
        package let loss: FloorRule.Loss
        /// Empty: this loss alone locks the person out.
        package let roads: [WaysIn.Road]
    }

    /// One line of the theft table.
    package struct TheftRow: Sendable, Hashable {
        package let holding: Holding
        package let theft: Theft
    }

    /// What somebody can do with one stolen thing and nothing else, without the PIN or the finger of its owner.
    package enum Theft: Sendable, Hashable {
        /// Sign in. Only where an account has no second step.
        case wayIn([Method])
        /// Get past the first step, and no further.
        case firstStep([Method])
        /// Take the second step, if they had the first.
        case secondStep([Method])
        case nothing
    }

    /// What an account is better off with, and how it is named in commands and files.
    package enum Step: String, Sendable, Hashable, Codable, CaseIterable {
        case backupCodes = "save-backup-codes"
        case newBackupCodes = "make-new-backup-codes"
        case secondDevice = "add-a-second-device"
        case mailbox = "add-an-own-address"
        case securityKey = "add-a-security-key"
        case secondStep = "turn-the-second-step-on"
        /// A device has not been heard of for long: open the app there, or remove it.
        case checkDevice = "check-a-device"
    }

    package init(of shape: AccountShape, under rules: SignInRules) {
        let floor = FloorRule(under: rules)
        let ways = WaysIn(of: shape, under: rules)
        let roads = ways.roads
        let relied = shape.relied(roads)
        losses = floor.losses(of: shape).map { loss in
            LossRow(loss: loss, roads: relied.compactMap { road in road.only { $0.survives(loss) } })
        }
        thefts = ways.thefts
        let isFatal = losses.contains { $0.roads.isEmpty }
        level = roads.isEmpty ? .lockedOut : isFatal ? .atRisk : .ready
        nextStep = Self.nextStep(of: shape, under: rules)
    }

    /// The losses that would each lock the person out.
    package var fatal: [FloorRule.Loss] { losses.filter(\.roads.isEmpty).map(\.loss) }
}

// MARK: The next step

extension Readiness {
    /// The step after which the fewest losses are fatal; the easier one of two.
    private static func nextStep(of shape: AccountShape, under rules: SignInRules) -> Step? {
        let floor = FloorRule(under: rules)
        let now = floor.danger(of: shape)
        if now > 0 {
            let tries = candidates(for: shape, under: rules).map { step, changed in
                (step: step, danger: floor.danger(of: changed))
            }
            let best = tries.min { $0.danger < $1.danger }
            if let best, best.danger < now { return best.step }
        }
        if !WaysIn(of: shape, under: rules).hasSecondFactor { return .secondStep }
        if let left = shape.backupCodesLeft, left <= Limits.backupCodesLow { return .newBackupCodes }
        return shape.authenticators.contains(where: \.isDoubtful) ? .checkDevice : nil
    }

    /// What a person could do, the easiest first, and what the account would be then.
    private static func candidates(for shape: AccountShape, under rules: SignInRules) -> [(Step, AccountShape)] {
        let place = DeviceID("another-device")
        let app = Installation(device: place, role: .secondary, life: .live, appLock: .pin)
        let address = EmailAddress(canonical: "", shown: "")
        let coming: [(Step, Method, Authenticator.Kind)] = [
            (
                shape.backupCodesLeft == nil ? .backupCodes : .newBackupCodes, .backupCode,
                .backupCodes(remaining: Limits.backupCodes)
            ),
            (.mailbox, .emailCode, .emailAddress(address, isShared: false)),
            (.secondDevice, .approval, .installation(app)),
            (.securityKey, .securityKey, .securityKey),
        ]
        return coming.filter { rules.methods.contains($0.1) }.map { step, _, kind in
            (step, shape.with([Authenticator(id: AuthenticatorID("coming"), kind: kind)]))
        }
    }
}

extension FloorRule {
    /// How many losses lock the person out; an account that nobody gets in to is in the greatest danger.
    fileprivate func danger(of shape: AccountShape) -> Int {
        WaysIn(of: shape, under: rules).roads.isEmpty ? Int.max : fatalLosses(of: shape).count
    }
}

extension AccountShape {
    /// Unused backup codes; `nil` without a set.
    fileprivate var backupCodesLeft: Int? {
        for case .backupCodes(let remaining) in authenticators.map(\.kind) { return remaining }
        return nil
    }
}
