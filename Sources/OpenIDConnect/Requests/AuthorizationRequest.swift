// OpenIDConnect is the grammar of an OpenID provider: it reads what applications ask, says what is wrong with it in the
// words of the specifications, and writes tokens, metadata and answers. It decides nothing about people, keeps nothing,
// and knows no HTTP beyond parameters. What RFC 9700 calls insecure is not there: no implicit flow, no password grant, no
// `plain` challenge, no pattern in a redirect address, no algorithm without a key pair.

package import Identity

/// What an application asks of the authorization endpoint (OpenID Connect Core §3.1.2.1), read and found well-formed for
/// that application.
package struct AuthorizationRequest: Sendable, Hashable, Codable {
    package let application: String
    package let redirectURI: String
    package let responseMode: ResponseMode
    package let state: String?
    package let nonce: String?
    package let challenge: CodeChallenge?
    package let scopes: [Scope]
    package let prompt: Prompt
    /// In seconds.
    package let maximumAge: Int64?
    /// The contexts that would do, the best liked first. Empty: any.
    package let contexts: [AuthenticationContext]
    /// Whether the answer is an error unless one of them is reached.
    package let contextIsEssential: Bool
    /// Claims asked for by name in the ID token, beyond what its scopes open at the userinfo endpoint.
    package let identityClaims: [String]
    package let loginHint: String?
    package let identityTokenHint: String?
    package let language: Language?
    /// The hash of the name under which it was handed in: it is answered once.
    package let pushedAs: [UInt8]?

    /// How the answer comes to the application.
    package enum ResponseMode: String, Sendable, Hashable, Codable, CaseIterable {
        case query
        case formPost = "form_post"
    }

    /// What the person must, or must not, be asked.
    package struct Prompt: Sendable, Hashable, Codable {
        /// No page at all.
        package var none = false
        /// Fresh proof, whoever is signed in.
        package var login = false
        package var consent = false
    }

    /// What an answer with an error says (RFC 6749 §4.1.2.1, OpenID Connect Core §3.1.2.6).
    package enum ErrorCode: String, Sendable, Hashable {
        case invalidRequest = "invalid_request"
        case unsupportedResponseType = "unsupported_response_type"
        case invalidScope = "invalid_scope"
        case accessDenied = "access_denied"
        case loginRequired = "login_required"
        case interactionRequired = "interaction_required"
        case consentRequired = "consent_required"
        case requestNotSupported = "request_not_supported"
        case requestURINotSupported = "request_uri_not_supported"
        case registrationNotSupported = "registration_not_supported"
        /// OpenID Connect Core Error Code unmet_authentication_requirements 1.0.
        case unmetRequirements = "unmet_authentication_requirements"
        case serverError = "server_error"
    }

    /// Where an error is to be told.
    package enum Refusal: Error, Sendable, Hashable {
        /// On a page of ours: nothing shows that the address belongs to the application (RFC 9700 §4.11).
        case here(Reason)
        /// To the application.
        case there(ReturnAddress, ErrorCode, String)

        /// What is wrong with it.
        package enum Reason: Sendable, Hashable {
            case unreadable
            case unknownApplication
            case unknownRedirectURI
        }
    }

    /// Where the answer to this request goes.
    package var returnAddress: ReturnAddress {
        ReturnAddress(redirectURI: redirectURI, mode: responseMode, state: state)
    }
}

/// Where and how the answer to a request goes.
package struct ReturnAddress: Sendable, Hashable, Codable {
    package let redirectURI: String
    package let mode: AuthorizationRequest.ResponseMode
    package let state: String?

    package init(redirectURI: String, mode: AuthorizationRequest.ResponseMode, state: String?) {
        self.redirectURI = redirectURI
        self.mode = mode
        self.state = state
    }
}
