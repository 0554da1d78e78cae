/// A QR code that the app reads, and after that the number to type there (P-5, M-3).
package struct ScanPage: Page {
    package static let template = "scan"

    /// What the page shows.
    package enum Stage: Sendable {
        /// The code, until it is replaced.
        case code(qr: Drawing, link: String, secondsLeft: Int64)
        /// A phone has read it and asks for the number.
        case claimed(AskedApproval)
    }

    package let stage: Stage
    /// Whether it is the second step of somebody who has said who they are.
    package let isNamed: Bool

    package init(_ stage: Stage, isNamed: Bool = false) {
        self.stage = stage
        self.isNamed = isNamed
    }

    package func fields(in wording: Wording) -> Fields {
        switch stage {
        case .code(let qr, let link, let secondsLeft):
            return [
                "isShowing": true, "isNamed": isNamed, "qr": qr, "appLink": link,
                "secondsLeft": String(max(0, secondsLeft)),
            ]
        case .claimed(let asked):
            let lead = wording.text("scan.claimed", ["device": asked.device])
            return asked.fields(in: wording).merging(["lead": lead, "isNamed": isNamed]) { $1 }
        }
    }
}
