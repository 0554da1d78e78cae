package import Identity

/// How things stand with the backup codes. The codes themselves are never shown again (BKUP-03).
package struct BackupCodesPage: AccountPage {
    package static let template = "backup-codes"
    package static let place = Section.backupCodes

    /// A set that was confirmed.
    package struct Standing: Sendable, Equatable {
        package let left: Int
        package let total: Int
        package let made: Moment

        package init(left: Int, total: Int, made: Moment) {
            self.left = left
            self.total = total
            self.made = made
        }
    }

    package let standing: Standing?
    package let problems: [Problem]

    package init(standing: Standing?, problems: [Problem] = []) {
        self.standing = standing
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields {
        guard let standing else { return ["hasNone": true] }
        var fields: Fields = [
            "left": wording.counted("backup-codes.left", standing.left, ["total": wording.number(standing.total)]),
            "made": wording.text("backup-codes.made", ["when": wording.ago(standing.made)]),
            "marks": (0..<max(standing.total, 0)).map { ["isUsed": $0 >= standing.left] as Fields },
        ]
        if standing.left == 0 {
            fields["warning"] = wording.text("warning.no-codes-left")
        } else if standing.left <= OverviewPage.fewBackupCodes {
            fields["warning"] = wording.counted("warning.few-codes", standing.left)
        }
        return fields
    }
}
