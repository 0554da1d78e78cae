package import Identity

/// Asks whether to remove an authenticator app, and says what that would cost.
package struct AuthenticatorAppRemovePage: AccountPage {
    package static let template = "authenticator-app-remove"
    package static let place = Section.authenticatorApps

    package let id: AuthenticatorID
    package let name: String
    /// Whether the password alone would sign the person in afterwards.
    package let isLast: Bool
    /// Whether the passphrase and its vault go with it.
    package let losesPassphrase: Bool
    package let problems: [Problem]

    package init(
        id: AuthenticatorID, name: String, isLast: Bool, losesPassphrase: Bool = false, problems: [Problem] = []
    ) {
        self.id = id
        self.name = name
        self.isLast = isLast
        self.losesPassphrase = losesPassphrase
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields {
        ["id": id.rawValue, "name": name, "isLast": isLast, "losesPassphrase": losesPassphrase]
    }
}
