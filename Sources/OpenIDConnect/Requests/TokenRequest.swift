package import Identity

/// What an application asks of the token endpoint (RFC 6749 §3.2).
package enum TokenRequest: Sendable {
    case code(Secret<String>, redirectURI: String, verifier: String?)
    case refresh(Secret<String>, scopes: [Scope]?)
    /// In the application's own name.
    case own(scopes: [String]?)
    /// For a device that waits.
    case device(Secret<String>)

    /// `grant_type` of a device that waits (RFC 8628 §3.4).
    package static let deviceGrant = "urn:ietf:params:oauth:grant-type:device_code"

    /// What an answer with an error says (RFC 6749 §5.2).
    package enum ErrorCode: String, Error, Sendable, Hashable {
        case invalidRequest = "invalid_request"
        case invalidClient = "invalid_client"
        case invalidGrant = "invalid_grant"
        case unauthorizedClient = "unauthorized_client"
        case unsupportedGrantType = "unsupported_grant_type"
        case invalidScope = "invalid_scope"
        /// RFC 8628 §3.5; also for whoever tries secrets.
        case slowDown = "slow_down"
        // RFC 8628 §3.5.
        case authorizationPending = "authorization_pending"
        case accessDenied = "access_denied"
        case expiredToken = "expired_token"
    }

    package init(_ parameters: RequestParameters) throws(ErrorCode) {
        switch parameters["grant_type"] {
        case "authorization_code":
            guard let code = parameters["code"], let redirectURI = parameters["redirect_uri"] else {
                throw .invalidRequest
            }
            self = .code(Secret(code), redirectURI: redirectURI, verifier: parameters["code_verifier"])
        case "refresh_token":
            guard let token = parameters["refresh_token"] else { throw .invalidRequest }
            self = .refresh(Secret(token), scopes: parameters["scope"].map { Scope.list(in: $0) })
        case "client_credentials":
            self = .own(scopes: parameters["scope"].map { $0.split(separator: " ").map(String.init) })
        case Self.deviceGrant:
            guard let code = parameters["device_code"] else { throw .invalidRequest }
            self = .device(Secret(code))
        case nil: throw .invalidRequest
        default: throw .unsupportedGrantType
        }
    }
}
