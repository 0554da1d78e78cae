/// The bytes that a message signature is made over (RFC 9421 §2.5): one line for each covered component, in order, and
/// a last line with the parameters.
package struct SignatureBase: Sendable, Hashable {
    /// A covered component and its value. Names that begin with `@` are derived from the message (RFC 9421 §2.2).
    package struct Component: Sendable, Hashable {
        package let name: String
        package let value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package let components: [Component]
    /// What stands behind the list of components in `Signature-Input`, from the first semicolon on.
    package let parameters: String

    package init(_ components: [Component], parameters: String) {
        self.components = components
        self.parameters = parameters
    }

    /// The inner list and its parameters, as `Signature-Input` has them: `("@method" …);created=…`.
    package var input: String {
        "(" + components.map { "\"\($0.name)\"" }.joined(separator: " ") + ")" + parameters
    }

    package var text: String {
        let lines = components.map { "\"\($0.name)\": \($0.value)" }
        return (lines + ["\"@signature-params\": \(input)"]).joined(separator: "\n")
    }

    package var bytes: [UInt8] { Array(text.utf8) }
}
