/// Proves that the codes were kept: asks for the third group of one of them before the set counts.
package struct BackupCodesConfirmPage: Page {
    package static let template = "backup-codes-confirm"

    package let purpose: BackupCodesShownPage.Purpose
    /// The number of the code that is asked for, from one.
    package let number: Int
    package let problems: [Problem]

    package init(purpose: BackupCodesShownPage.Purpose, number: Int, problems: [Problem] = []) {
        self.purpose = purpose
        self.number = number
        self.problems = problems
    }

    package var section: Section? { purpose == .ownPages ? .backupCodes : nil }

    package func fields(in wording: Wording) -> Fields {
        [
            "number": String(number), "isJoining": purpose == .joining,
            "formLink": wording.link(purpose == .joining ? .joiningCodesConfirm : .backupCodesConfirm),
            "codesLink": wording.link(purpose == .joining ? .joiningCodes : .backupCodesNew),
        ]
    }
}
