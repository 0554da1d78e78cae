/// The password, for whoever was named on the page before; the same for names that nobody has.
package struct PasswordPage: Page {
    package static let template = "password"

    /// As typed on the page before, shown so that a slip is seen.
    package let identifier: String
    package let offersOtherWays: Bool
    /// Whether the person's phone has read a QR and approved already.
    package let isScanned: Bool
    package let problems: [Problem]

    package init(
        identifier: String, offersOtherWays: Bool = false, isScanned: Bool = false, problems: [Problem] = []
    ) {
        self.identifier = identifier
        self.offersOtherWays = offersOtherWays
        self.isScanned = isScanned
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields {
        ["identifier": identifier, "offersOtherWays": offersOtherWays, "isScanned": isScanned]
    }
}
