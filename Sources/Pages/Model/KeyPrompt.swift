/// What a page's script asks a passkey or security key with. Nothing in it is a secret.
package struct KeyPrompt: Sendable, Equatable {
    /// The question that the answer belongs to.
    package let ceremony: String
    /// The browser's options, in JSON.
    package let options: String

    package init(ceremony: String, options: String) {
        self.ceremony = ceremony
        self.options = options
    }
}
