internal import Identity
internal import StrictJSON

extension AuthorizationRequest {
    /// The longest text of a `state` or `nonce` that is carried; ours.
    private static let longestEcho = 1_024

    /// Reads a request of the application `id`, of which `application` is registered.
    ///
    /// - Parameter pushedAs: the hash of the name under which the application had handed it in.
    package init(
        _ parameters: RequestParameters, of id: String, _ application: ApplicationMetadata,
        pushedAs: [UInt8]? = nil
    ) throws(Refusal) {
        guard let redirectURI = parameters["redirect_uri"],
            application.redirectURIs.contains(where: { $0.matches(redirectURI) })
        else { throw .here(.unknownRedirectURI) }
        let mode = parameters["response_mode"].map { ResponseMode(rawValue: $0) } ?? .query
        let state = parameters["state"]
        let back = ReturnAddress(redirectURI: redirectURI, mode: mode ?? .query, state: state)
        func refuse(_ code: ErrorCode, _ words: String) -> Refusal { .there(back, code, words) }

        guard mode != nil else { throw refuse(.invalidRequest, "this response_mode is not supported") }
        guard (state ?? "").utf8.count <= Self.longestEcho, (parameters["nonce"] ?? "").utf8.count <= Self.longestEcho
        else { throw refuse(.invalidRequest, "state or nonce is too long") }
        guard !parameters.has("request") else {
            throw refuse(.requestNotSupported, "request objects are not supported")
        }
        guard !parameters.has("request_uri") else {
            throw refuse(.requestURINotSupported, "request_uri is not supported")
        }
        guard !parameters.has("registration") else {
            throw refuse(.registrationNotSupported, "registration is not supported")
        }
        guard pushedAs != nil || !application.terms.pushesRequests else {
            throw refuse(.invalidRequest, "this application hands its requests in first")
        }
        guard let type = parameters["response_type"] else { throw refuse(.invalidRequest, "response_type is missing") }
        guard type == "code" else { throw refuse(.unsupportedResponseType, "only the response type code is supported") }
        let scopes = Scope.list(in: parameters["scope"] ?? "")
        guard scopes.contains(.openid) else { throw refuse(.invalidScope, "the scope openid is missing") }

        self.application = id
        self.redirectURI = redirectURI
        self.responseMode = mode ?? .query
        self.state = state
        self.scopes = scopes
        self.pushedAs = pushedAs
        nonce = parameters["nonce"]
        challenge = try Self.challenge(parameters, application, refuse)
        prompt = try Self.prompt(parameters, refuse)
        maximumAge = try Self.age(parameters, refuse)
        let claims = try Self.claims(parameters, refuse)
        let wanted = Self.contexts(parameters, claims, application)
        contexts = wanted.contexts
        contextIsEssential = wanted.isEssential
        identityClaims = Self.names(in: claims?["id_token"])
        loginHint = parameters["login_hint"].map { String($0.prefix(320)) }
        identityTokenHint = parameters["id_token_hint"]
        language = parameters["ui_locales"].flatMap { tags in
            tags.split(separator: " ").lazy.compactMap { Language(rawValue: String($0.prefix { $0 != "-" })) }.first
        }
    }

    private static func challenge(
        _ parameters: RequestParameters, _ application: ApplicationMetadata,
        _ refuse: (ErrorCode, String) -> Refusal
    ) throws(Refusal) -> CodeChallenge? {
        guard parameters.has("code_challenge") else {
            guard application.authentication.isConfidential else {
                throw refuse(.invalidRequest, "code_challenge is missing: this application has no secret")
            }
            guard !parameters.has("code_challenge_method") else {
                throw refuse(.invalidRequest, "code_challenge is missing")
            }
            return nil
        }
        // Without a method it would be `plain` (RFC 7636 §4.3).
        guard parameters["code_challenge_method"] == "S256" else {
            throw refuse(.invalidRequest, "code_challenge_method must be S256")
        }
        guard let challenge = parameters["code_challenge"].flatMap(CodeChallenge.init) else {
            throw refuse(.invalidRequest, "code_challenge is no hash of S256")
        }
        return challenge
    }

    private static func prompt(
        _ parameters: RequestParameters, _ refuse: (ErrorCode, String) -> Refusal
    ) throws(Refusal) -> Prompt {
        let words = Set((parameters["prompt"] ?? "").split(separator: " ").map(String.init))
        var prompt = Prompt()
        prompt.none = words.contains("none")
        // There is one account in a browser, so choosing one is signing in anew.
        prompt.login = words.contains("login") || words.contains("select_account")
        prompt.consent = words.contains("consent")
        guard !prompt.none || words.count == 1 else {
            throw refuse(.invalidRequest, "prompt=none stands alone")
        }
        return prompt
    }

    private static func age(
        _ parameters: RequestParameters, _ refuse: (ErrorCode, String) -> Refusal
    ) throws(Refusal) -> Int64? {
        guard let text = parameters["max_age"] else { return nil }
        guard let age = Int64(text), age >= 0, text.utf8.count <= 10, text.utf8.first != UInt8(ascii: "+") else {
            throw refuse(.invalidRequest, "max_age is no number of seconds")
        }
        return age
    }

    private static func claims(
        _ parameters: RequestParameters, _ refuse: (ErrorCode, String) -> Refusal
    ) throws(Refusal) -> JSONValue? {
        guard let text = parameters["claims"] else { return nil }
        guard let claims = try? JSONValue(parsing: Array(text.utf8), deepest: 6), case .object = claims else {
            throw refuse(.invalidRequest, "claims is no JSON object")
        }
        return claims
    }

    /// The names that a `claims` request lists (OpenID Connect Core §5.5).
    private static func names(in member: JSONValue?) -> [String] {
        guard case .object(let members) = member else { return [] }
        return members.keys.filter { name in Scope.allCases.contains { $0.claims.contains(name) } }.sorted()
    }

    /// What `acr_values`, a claims request and the registration ask for together. A value that we don't know can't be
    /// reached: voluntarily it counts for nothing, essentially it makes the request fail in the end.
    private static func contexts(
        _ parameters: RequestParameters, _ claims: JSONValue?, _ application: ApplicationMetadata
    ) -> (contexts: [AuthenticationContext], isEssential: Bool) {
        let asked = claims?["id_token"]?["acr"]
        let isEssential = asked?["essential"]?.boolean == true
        let values =
            asked?["values"]?.array?.compactMap(\.string) ?? (asked?["value"]?.string).map { [$0] }
            ?? (parameters["acr_values"] ?? "").split(separator: " ").map(String.init)
        let wanted = values.compactMap(AuthenticationContext.init(rawValue:))
        let least = application.leastContext.requirement
        let allowed = wanted.filter { context in
            let requirement = context.requirement
            return requirement.level >= least.level && (requirement.phishingResistant || !least.phishingResistant)
        }
        if application.leastContext != .single {
            return (allowed.isEmpty ? [application.leastContext] : allowed, true)
        }
        return (wanted, isEssential && !values.isEmpty)
    }
}
