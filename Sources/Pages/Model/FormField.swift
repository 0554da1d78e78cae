/// The names of the form fields that pages send: the contract between templates and the forms that Web decodes.
package enum FormField: String, Sendable, CaseIterable {
    /// An e-mail address, or another identifier, as typed.
    case identifier
    /// The password a person has.
    case password
    /// The password a person wants.
    case newPassword
    /// A one-time code, a backup code, or the third group of one.
    case code
    /// A person's or an authenticator's name.
    case name
    /// An IP address, a range of them, or a block.
    case addresses
    /// `en` or `ja`.
    case language
    /// The token that ties the form to this browser.
    case formToken
    /// The record a row's button is about. Not a secret.
    case id
    /// What a passkey or security key has answered.
    case credential
    /// Which proof the form carries, where a page takes several.
    case way
    /// Never sent: the field in which a passphrase is typed has this as its id, and no name.
    case passphrase
    /// What a script makes of a passphrase, in base64url; the old key only where it is changed.
    case authenticationKey, oldAuthenticationKey, salt, wrappedKey
    /// How often the passphrase was stretched.
    case rounds
    /// Which of the vault's keys is wrapped.
    case keyNumber
    /// What the person has decided: `allow`, or anything else.
    case decision
    /// The application at whose wish the person signs out, the address it wants them led to, and what it adds there.
    case application, returnURI, state
    /// The path of this server to come back to after the language was changed or a proof was given.
    case returnTo
}
