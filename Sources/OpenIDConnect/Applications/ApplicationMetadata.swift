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
    /// What else it may, and must.
    package let terms: ApplicationTerms

    /// How it proves who it is at the token endpoint (OpenID Connect Core §9).
    package enum Authentication: String, Sendable, Hashable, Codable, CaseIterable {
        case secretInHeader = "client_secret_basic"
        case secretInForm = "client_secret_post"
        /// It signs, and only its public keys are known here.
        case privateKey = "private_key_jwt"
        /// A program on somebody's machine or in a page: it can keep no secret, and proves itself by PKCE alone.
        case none

        package var hasSecret: Bool { self == .secretInHeader || self == .secretInForm }

        /// Whether it can prove who it is at all (RFC 6749 §2.1).
        package var isConfidential: Bool { self != .none }
    }

    /// Why an application can't be registered.
    package enum Refusal: Error, Sendable, Hashable {
        case noRedirectURI
        case redirectURI(String, RedirectURI.Refusal)
        case logoutURI(String, RedirectURI.Refusal)
        case terms(ApplicationTerms.Refusal)
        /// One that proves itself by signing, and no keys, or the other way round.
        case keysAndMethodDiffer
        /// Nothing in its own name is given to whom anybody can imitate (RFC 6749 §4.4).
        case ownScopesOfPublic
    }

    package init(
        redirectURIs: [String], logoutURIs: [String] = [], authentication: Authentication = .secretInHeader,
        algorithm: SigningAlgorithm = .es256, isTrusted: Bool = false,
        leastContext: AuthenticationContext = .single, terms: ApplicationTerms = ApplicationTerms()
    ) throws(Refusal) {
        guard !redirectURIs.isEmpty || terms.worksAlone else { throw .noRedirectURI }
        do throws(ApplicationTerms.Refusal) { try terms.check() } catch { throw .terms(error) }
        guard (terms.keySet != nil) == (authentication == .privateKey) else { throw .keysAndMethodDiffer }
        guard terms.ownScopes.isEmpty || authentication.isConfidential else { throw .ownScopesOfPublic }
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
        self.terms = terms
    }

    /// What was registered before there were terms has none.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        redirectURIs = try values.decode([RedirectURI].self, forKey: .redirectURIs)
        logoutURIs = try values.decode([RedirectURI].self, forKey: .logoutURIs)
        authentication = try values.decode(Authentication.self, forKey: .authentication)
        algorithm = try values.decode(SigningAlgorithm.self, forKey: .algorithm)
        isTrusted = try values.decode(Bool.self, forKey: .isTrusted)
        leastContext = try values.decode(AuthenticationContext.self, forKey: .leastContext)
        terms = try values.decodeIfPresent(ApplicationTerms.self, forKey: .terms) ?? ApplicationTerms()
    }

    /// Whether a page of the application in a browser may read an answer: it has no secret that could be elsewhere, and
    /// comes from where its answers go.
    package func mayRead(from origin: String) -> Bool {
        !authentication.isConfidential && redirectURIs.contains { RedirectURI.origin(of: $0.text) == origin }
    }
}
