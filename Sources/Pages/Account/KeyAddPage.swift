/// Adds a passkey or security key: a name, and which of the two it is to be.
package struct KeyAddPage: AccountPage {
    package static let template = "key-add"
    package static let place = Section.keys

    package let ceremony: String
    /// The browser's options for either, in JSON.
    package let passkey: String
    package let securityKey: String
    package let name: String
    package let problems: [Problem]

    package init(
        ceremony: String, passkey: String, securityKey: String, name: String = "", problems: [Problem] = []
    ) {
        self.ceremony = ceremony
        self.passkey = passkey
        self.securityKey = securityKey
        self.name = name
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields {
        ["ceremony": ceremony, "passkey": passkey, "securityKey": securityKey, "name": name]
    }
}
