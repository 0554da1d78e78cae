package import Identity

/// An approval request as the browser that waits for it sees it.
package struct AskedApproval: Sendable {
    /// The name of the device that was asked.
    package let device: String
    /// Its last signed contact; `nil` before the first.
    package let lastSeen: Moment?
    /// The digits to type into the app.
    package let number: Secret<String>
    package let progress: ApprovalProgress
    /// Until it runs out.
    package let secondsLeft: Int64
    /// Whether the device has not answered in time: the other ways then stand open.
    package let isOverdue: Bool

    package init(
        device: String, lastSeen: Moment?, number: Secret<String>, progress: ApprovalProgress, secondsLeft: Int64,
        isOverdue: Bool = false
    ) {
        self.device = device
        self.lastSeen = lastSeen
        self.number = number
        self.progress = progress
        self.secondsLeft = max(0, secondsLeft)
        self.isOverdue = isOverdue
    }

    func fields(in wording: Wording) -> Fields {
        let digits = number.reveal()
        let overdue =
            lastSeen.map { wording.text("approval.overdue", ["device": device, "when": wording.ago($0)]) }
            ?? wording.text("approval.overdue.never", ["device": device])
        var fields: Fields = [
            "device": device, "isOverdue": isOverdue, "overdue": overdue,
            "digitGroups": Self.groups(of: digits).map { ["digits": $0] as Fields },
            // A screen reader would read 481 902 as a number; with spaces it says digit after digit.
            "spokenDigits": digits.map(String.init).joined(separator: " "),
            "secondsLeft": String(secondsLeft),
            "timeLeft": "\(secondsLeft / 60):\(CivilTime.two(Int(secondsLeft % 60)))",
        ]
        fields["seen"] = lastSeen.map { wording.text("approval.seen", ["device": device, "when": wording.ago($0)]) }
        return fields.merging(progress.fields) { own, _ in own }
    }

    /// Groups of three or two, so that four digits are not cut into three and one.
    private static func groups(of digits: String) -> [String] {
        digits.groups(of: digits.count == 4 || digits.count == 8 ? 4 : 3)
    }
}

/// How far a request has come on its way to the device and back (product.md §4.2).
package enum ApprovalProgress: String, Sendable, CaseIterable {
    case sent, arrived, shown, approved

    /// For each of the four steps whether it is behind, and whether it is the one that was reached.
    var fields: Fields {
        let reached = Self.allCases.firstIndex(of: self) ?? 0
        var fields: Fields = ["phase": rawValue, "isApproved": self == .approved]
        for (index, step) in Self.allCases.enumerated() {
            fields["is-\(step.rawValue)"] = index <= reached
            fields["at-\(step.rawValue)"] = index == reached
        }
        return fields
    }
}
