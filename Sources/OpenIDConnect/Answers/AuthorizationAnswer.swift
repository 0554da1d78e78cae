/// The answer of the authorization endpoint, ready to be sent.
package struct AuthorizationAnswer: Sendable, Hashable {
    package let address: ReturnAddress
    package let parameters: [Parameter]

    /// One of its parameters, not encoded yet.
    package struct Parameter: Sendable, Hashable {
        package let name: String
        package let value: String
    }

    /// - Parameter issuer: said in every answer, so that an application with several providers can't take one for the
    ///   other (RFC 9207).
    package init(code: String, to address: ReturnAddress, issuer: String) {
        self.init([("code", code)], to: address, issuer)
    }

    package init(
        error: AuthorizationRequest.ErrorCode, _ words: String, to address: ReturnAddress, issuer: String
    ) {
        self.init([("error", error.rawValue), ("error_description", words)], to: address, issuer)
    }

    private init(_ pairs: [(String, String)], to address: ReturnAddress, _ issuer: String) {
        self.address = address
        let state = address.state.map { [("state", $0)] } ?? []
        parameters = (pairs + state + [("iss", issuer)]).map { Parameter(name: $0.0, value: $0.1) }
    }

    /// The whole address of an answer in the query (RFC 6749 §4.1.2: what the address has in its query already stays).
    package var location: String {
        let query = FormEncoding.query(parameters.map { ($0.name, $0.value) })
        return address.redirectURI + (address.redirectURI.contains("?") ? "&" : "?") + query
    }
}
