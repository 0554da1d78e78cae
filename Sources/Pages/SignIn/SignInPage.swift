/// The first page: who is signing in.
package struct SignInPage: Page {
    package static let template = "sign-in"

    /// What was typed the last time.
    package let identifier: String
    /// Whether people may make accounts for themselves here.
    package let offersRegistration: Bool
    /// Whether a QR code signs in with the app.
    package let offersScan: Bool
    package let problems: [Problem]

    package init(
        identifier: String = "", offersRegistration: Bool = false, offersScan: Bool = false, problems: [Problem] = []
    ) {
        self.identifier = identifier
        self.offersRegistration = offersRegistration
        self.offersScan = offersScan
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields {
        [
            "identifier": identifier, "offersRegistration": offersRegistration, "offersScan": offersScan,
            "hasLinks": offersRegistration || offersScan,
        ]
    }
}
