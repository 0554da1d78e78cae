/// What is registered about an application (RFC 7591 §2, as far as this server uses it).
package struct ApplicationMetadata: Sendable, Hashable, Codable {
    package let redirectURIs: [RedirectURI]
    /// Where a person may be led after signing out at the application's wish.
    package let logoutURIs: [RedirectURI]
    package let authentication: Authentication
    /// With what its ID tokens are signed.
    package let algorithm: SigningAlgorithm
    /// Whether people are not asked what it may know: an application of the house.
    package let isTrusted: Bool
    /// What every sign-in to it has to reach, whatever it asks for.
    package let leastContext: AuthenticationContext

    /// How it proves who it is at the token endpoint (OpenID Connect Core §9).
    package enum Authentication: String, Sendable, Hashable, Codable, CaseIterable {
        case secretInHeader = "client_secret_basic"
        case secretInForm = "client_secret_post"
        /// A program on somebody's machine or in a page: it can keep no secret, and proves itself by PKCE alone.
        case none

        package var hasSecret: Bool { self != .none }
    }

    /// Why an application can't be registered.
    package enum Refusal: Error, Sendable, Hashable {
        case noRedirectURI
        case redirectURI(String, RedirectURI.Refusal)
        case logoutURI(String, RedirectURI.Refusal)
    }

    package init(
        redirectURIs: [String], logoutURIs: [String] = [], authentication: Authentication = .secretInHeader,
        algorithm: SigningAlgorithm = .es256, isTrusted: Bool = false,
        leastContext: AuthenticationContext = .single
    ) throws(Refusal) {
        guard !redirectURIs.isEmpty else { throw .noRedirectURI }
        var answers: [RedirectURI] = []
        for text in redirectURIs {
            do { answers.append(try RedirectURI(registering: text)) } catch { throw .redirectURI(text, error) }
        }
        var logouts: [RedirectURI] = []
        for text in logoutURIs {
            do { logouts.append(try RedirectURI(registering: text)) } catch { throw .logoutURI(text, error) }
        }
        self.redirectURIs = answers
        self.logoutURIs = logouts
        self.authentication = authentication
        self.algorithm = algorithm
        self.isTrusted = isTrusted
        self.leastContext = leastContext
    }
}
