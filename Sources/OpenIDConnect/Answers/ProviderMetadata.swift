package import StrictJSON

/// What applications learn about this provider by themselves (OpenID Connect Discovery §3, RFC 8414).
package enum ProviderMetadata {
    /// The endpoints, as whole addresses.
    package struct Endpoints: Sendable {
        package let authorization: String
        package let token: String
        package let userinfo: String
        package let keys: String
        package let introspection: String
        package let revocation: String
        package let endSession: String

        package init(
            authorization: String, token: String, userinfo: String, keys: String, introspection: String,
            revocation: String, endSession: String
        ) {
            self.authorization = authorization
            self.token = token
            self.userinfo = userinfo
            self.keys = keys
            self.introspection = introspection
            self.revocation = revocation
            self.endSession = endSession
        }
    }

    /// The document.
    package static func document(issuer: String, _ endpoints: Endpoints, languages: [String]) -> JSONValue {
        let authentication = JSONValue.strings(ApplicationMetadata.Authentication.allCases.map(\.rawValue))
        let withSecret = JSONValue.strings(
            ApplicationMetadata.Authentication.allCases.filter(\.hasSecret).map(\.rawValue))
        return .object([
            "issuer": .string(issuer),
            "authorization_endpoint": .string(endpoints.authorization),
            "token_endpoint": .string(endpoints.token),
            "userinfo_endpoint": .string(endpoints.userinfo),
            "jwks_uri": .string(endpoints.keys),
            "introspection_endpoint": .string(endpoints.introspection),
            "revocation_endpoint": .string(endpoints.revocation),
            "end_session_endpoint": .string(endpoints.endSession),
            "scopes_supported": .strings(Scope.allCases.map(\.rawValue)),
            "claims_supported": .strings(
                ["sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "at_hash", "sid"]
                    + Scope.allCases.flatMap(\.claims)),
            "response_types_supported": .strings(["code"]),
            "response_modes_supported": .strings(AuthorizationRequest.ResponseMode.allCases.map(\.rawValue)),
            "grant_types_supported": .strings(["authorization_code", "refresh_token"]),
            "subject_types_supported": .strings(["public"]),
            "id_token_signing_alg_values_supported": .strings(SigningAlgorithm.allCases.map(\.rawValue)),
            "token_endpoint_auth_methods_supported": authentication,
            "revocation_endpoint_auth_methods_supported": authentication,
            "introspection_endpoint_auth_methods_supported": withSecret,
            "code_challenge_methods_supported": .strings(["S256"]),
            "acr_values_supported": .strings(AuthenticationContext.allCases.map(\.rawValue)),
            "prompt_values_supported": .strings(["none", "login", "consent", "select_account"]),
            "ui_locales_supported": .strings(languages),
            "claims_parameter_supported": .boolean(true),
            "request_parameter_supported": .boolean(false),
            "request_uri_parameter_supported": .boolean(false),
            "authorization_response_iss_parameter_supported": .boolean(true),
        ])
    }
}
