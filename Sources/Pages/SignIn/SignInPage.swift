/// The first page: who is signing in. The way with a QR code stands there for everybody, so that it tells nobody anything.
package struct SignInPage: Page {
    package static let template = "sign-in"

    /// What was typed the last time.
    package let identifier: String
    /// Whether people may make accounts for themselves here.
    package let offersRegistration: Bool
    /// Whether mobile numbers are read here.
    package let takesNumbers: Bool
    /// Whether a passkey may sign in with nothing typed.
    package let offersPasskeys: Bool
    package let problems: [Problem]

    package init(
        identifier: String = "", offersRegistration: Bool = false, takesNumbers: Bool = false,
        offersPasskeys: Bool = false,
        problems: [Problem] = []
    ) {
        self.identifier = identifier
        self.offersRegistration = offersRegistration
        self.offersPasskeys = offersPasskeys
        self.takesNumbers = takesNumbers
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields {
        [
            "identifier": identifier, "offersRegistration": offersRegistration, "offersPasskeys": offersPasskeys,
            "label": wording.text(takesNumbers ? "sign-in.identifier.number" : "sign-in.identifier"),
            "autofill": offersPasskeys ? "username webauthn" : "username",
        ]
    }
}
