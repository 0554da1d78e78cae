package import Identity

/// A test notification on its way to a device and back (D-8).
package struct DeviceTestPage: AccountPage {
    package static let template = "device-test"
    package static let place = Section.devices

    /// How the test stands.
    package enum Stage: Sendable, Equatable {
        case under(ApprovalProgress)
        /// Nobody has answered in time.
        case unanswered
    }

    package let id: AuthenticatorID
    package let name: String
    package let lastSeen: Moment?
    package let stage: Stage
    /// Whether it should have arrived by now.
    package let isOverdue: Bool

    package init(id: AuthenticatorID, name: String, lastSeen: Moment?, stage: Stage, isOverdue: Bool = false) {
        self.id = id
        self.name = name
        self.lastSeen = lastSeen
        self.stage = stage
        self.isOverdue = isOverdue
    }

    package func fields(in wording: Wording) -> Fields {
        let progress: ApprovalProgress = if case .under(let progress) = stage { progress } else { .sent }
        let seen =
            lastSeen.map { wording.text("device-test.overdue", ["device": name, "when": wording.ago($0)]) }
            ?? wording.text("device-test.overdue.never", ["device": name])
        let fields: Fields = [
            "id": id.rawValue, "name": name, "overdue": seen, "isOverdue": isOverdue || stage == .unanswered,
            "isUnanswered": stage == .unanswered, "isWaiting": stage != .unanswered && progress != .approved,
            "lead": wording.text(leadKey(progress), ["device": name]),
        ]
        return fields.merging(progress.fields) { own, _ in own }
    }

    private func leadKey(_ progress: ApprovalProgress) -> String {
        if stage == .unanswered { return "device-test.unanswered" }
        return progress == .approved ? "device-test.answered" : "device-test.lead"
    }
}
