package import Identity

/// The only showing of a new set of backup codes, with everything needed to keep them.
package struct BackupCodesShownPage: Page {
    package static let template = "backup-codes-shown"

    /// Why the set was made.
    package enum Purpose: Sendable, Equatable {
        /// While an account is being set up: there are no sections around the page yet.
        case joining
        /// From the section of the person's own pages.
        case ownPages
    }

    package let purpose: Purpose
    /// The codes as twenty digits each.
    package let codes: [Secret<String>]
    /// The identifier to print on the sheet, so that it can be told from other sheets.
    package let identifier: String
    /// The server to print on the sheet, such as `id.example.org`.
    package let serverName: String
    package let made: Moment
    /// Whether an earlier set stops working when this one is confirmed.
    package let replacesOlder: Bool

    package init(
        purpose: Purpose, codes: [Secret<String>], identifier: String, serverName: String, made: Moment,
        replacesOlder: Bool
    ) {
        self.purpose = purpose
        self.codes = codes
        self.identifier = identifier
        self.serverName = serverName
        self.made = made
        self.replacesOlder = replacesOlder
    }

    package var section: Section? { purpose == .ownPages ? .backupCodes : nil }

    package func fields(in wording: Wording) -> Fields {
        [
            "codes": codes.enumerated().map { index, code -> Fields in
                ["number": String(index + 1), "groups": code.reveal().groups(of: 5).map { ["group": $0] as Fields }]
            },
            "identifier": identifier, "serverName": serverName, "made": wording.date(made),
            "madeAt": wording.machineReadable(made),
            "replacesOlder": replacesOlder, "isJoining": purpose == .joining,
            "confirmLink": wording.link(purpose == .joining ? .joiningCodesConfirm : .backupCodesConfirm),
            "downloadLink": wording.link(purpose == .joining ? .joiningCodesDownload : .backupCodesDownload),
        ]
    }
}
