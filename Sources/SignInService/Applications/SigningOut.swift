package import Identity
package import OpenIDConnect

/// Signing out at the wish of an application (OpenID Connect RP-Initiated Logout 1.0). The person is always asked: a link
/// alone signs nobody out (SESS-14).
package struct SigningOut: Sendable {
    let environment: Environment
    let applications: Applications
    let keys: SigningKeys

    init(_ environment: Environment) {
        self.environment = environment
        applications = Applications(environment)
        keys = SigningKeys(environment)
    }

    /// What an application wishes, as far as it is believed.
    package struct Wish: Sendable, Hashable {
        /// `nil` where it doesn't say who it is, or can't prove where it may lead to.
        package let application: ApplicationID?
        package let name: String?
        /// Registered for that application.
        package let returnURI: String?
        package let state: String?
    }

    /// Why a wish is not listened to. Nobody is led anywhere.
    package enum Refusal: Error, Sendable, Hashable {
        /// The hint is no token of ours, or of another application.
        case badHint
        /// An address that is not registered, or without saying for whom.
        case unknownReturnURI
    }

    /// Reads a wish.
    package func wish(_ parameters: RequestParameters) async throws -> Result<Wish, Refusal> {
        var name = parameters["client_id"]
        if let text = parameters["id_token_hint"] {
            guard
                let hint = IdentityHint(text, issuer: environment.settings.origin.text, by: try await keys.checking()),
                name == nil || name == hint.audience
            else { return .failure(.badHint) }
            name = hint.audience
        }
        return try await wish(
            of: name, leadingTo: parameters["post_logout_redirect_uri"], state: parameters["state"])
    }

    /// The same, of what the person's own form brings back.
    package func wish(
        of name: String?, leadingTo address: String?, state: String?
    ) async throws -> Result<Wish, Refusal> {
        var application: RegisteredApplication?
        if let name { application = try await applications.find(ApplicationID(name)) }
        if let address {
            guard application?.metadata.logoutURIs.contains(where: { $0.text == address }) == true else {
                return .failure(.unknownReturnURI)
            }
        }
        return .success(
            Wish(application: application?.id, name: application?.name, returnURI: address, state: state))
    }
}

extension SigningOut.Wish {
    /// Where the person is led after it.
    package var location: String? {
        guard let returnURI else { return nil }
        guard let state else { return returnURI }
        return returnURI + (returnURI.contains("?") ? "&" : "?") + FormEncoding.query([("state", state)])
    }
}
