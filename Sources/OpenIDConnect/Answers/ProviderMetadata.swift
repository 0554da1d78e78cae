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
        package let pushedRequests: String
        package let devices: String

        package init(
            authorization: String, token: String, userinfo: String, keys: String, introspection: String,
            revocation: String, endSession: String, pushedRequests: String, devices: String
        ) {
            self.authorization = authorization
            self.token = token
            self.userinfo = userinfo
            self.keys = keys
            self.introspection = introspection
            self.revocation = revocation
            self.endSession = endSession
            self.pushedRequests = pushedRequests
            self.devices = devices
        }
    }

    /// The document.
    package static func document(issuer: String, _ endpoints: Endpoints, languages: [String]) -> JSONValue {
        let authentication = JSONValue.strings(ApplicationMetadata.Authentication.allCases.map(\.rawValue))
        let confidential = JSONValue.strings(
            ApplicationMetadata.Authentication.allCases.filter(\.isConfidential).map(\.rawValue))
        let algorithms = JSONValue.strings(SigningAlgorithm.allCases.map(\.rawValue))
        return .object([
            "issuer": .string(issuer),
            "authorization_endpoint": .string(endpoints.authorization),
            "token_endpoint": .string(endpoints.token),
            "userinfo_endpoint": .string(endpoints.userinfo),
            "jwks_uri": .string(endpoints.keys),
            "introspection_endpoint": .string(endpoints.introspection),
            "revocation_endpoint": .string(endpoints.revocation),
            "end_session_endpoint": .string(endpoints.endSession),
            "pushed_authorization_request_endpoint": .string(endpoints.pushedRequests),
            "require_pushed_authorization_requests": .boolean(false),
            "device_authorization_endpoint": .string(endpoints.devices),
            "backchannel_logout_supported": .boolean(true),
            "backchannel_logout_session_supported": .boolean(true),
            "scopes_supported": .strings(Scope.allCases.map(\.rawValue)),
            "claims_supported": .strings(
                ["sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "at_hash", "sid"]
                    + Scope.allCases.flatMap(\.claims)),
            "response_types_supported": .strings(["code"]),
            "response_modes_supported": .strings(AuthorizationRequest.ResponseMode.allCases.map(\.rawValue)),
            "grant_types_supported": .strings([
                "authorization_code", "refresh_token", "client_credentials", TokenRequest.deviceGrant,
            ]),
            "subject_types_supported": .strings(["public"]),
            "id_token_signing_alg_values_supported": algorithms,
            "token_endpoint_auth_methods_supported": authentication,
            "revocation_endpoint_auth_methods_supported": authentication,
            "introspection_endpoint_auth_methods_supported": confidential,
            "token_endpoint_auth_signing_alg_values_supported": algorithms,
            "introspection_endpoint_auth_signing_alg_values_supported": algorithms,
            "revocation_endpoint_auth_signing_alg_values_supported": algorithms,
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
