package import Identity

/// Asks whether to remove a passkey or security key, and says what that would cost.
package struct KeyRemovePage: AccountPage {
    package static let template = "key-remove"
    package static let place = Section.keys

    package let id: AuthenticatorID
    package let name: String
    /// Whether the password alone would sign the person in afterwards.
    package let isLast: Bool
    /// Whether one more loss would then lock the person out.
    package let costsResilience: Bool
    /// Whether the passphrase and its vault go with it.
    package let losesPassphrase: Bool
    package let problems: [Problem]

    package init(
        id: AuthenticatorID, name: String, isLast: Bool, costsResilience: Bool = false,
        losesPassphrase: Bool = false, problems: [Problem] = []
    ) {
        self.id = id
        self.name = name
        self.isLast = isLast
        self.costsResilience = costsResilience
        self.losesPassphrase = losesPassphrase
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields {
        [
            "id": id.rawValue, "name": name, "isLast": isLast, "costsResilience": costsResilience && !isLast,
            "losesPassphrase": losesPassphrase,
        ]
    }
}
