import Identity
import OpenIDConnect
import Testing

@Suite struct AuthorizationRequestTests {
    private static let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    private static let plain = [
        "client_id": "app", "redirect_uri": "https://app.example.com/callback", "response_type": "code",
        "scope": "openid email", "state": "S", "nonce": "N", "code_challenge": challenge,
        "code_challenge_method": "S256",
    ]

    private func application(
        _ authentication: ApplicationMetadata.Authentication = .secretInHeader,
        least: AuthenticationContext = .single
    ) throws -> ApplicationMetadata {
        try ApplicationMetadata(
            redirectURIs: ["https://app.example.com/callback"], authentication: authentication, leastContext: least)
    }

    private func read(
        _ changes: [String: String?] = [:], of application: ApplicationMetadata? = nil
    ) throws -> AuthorizationRequest {
        var values = Self.plain
        for (name, value) in changes { values[name] = value }
        return try AuthorizationRequest(RequestParameters(values), of: "app", application ?? self.application())
    }

    private func code(_ changes: [String: String?], of application: ApplicationMetadata? = nil) throws
        -> AuthorizationRequest.ErrorCode?
    {
        do {
            _ = try read(changes, of: application)
            return nil
        } catch AuthorizationRequest.Refusal.there(_, let code, _) {
            return code
        }
    }

    @Test func `a request says who asks, for what, and where the answer goes`() throws {
        let request = try read()
        #expect(request.scopes == [.openid, .email])
        #expect(
            request.returnAddress
                == ReturnAddress(redirectURI: "https://app.example.com/callback", mode: .query, state: "S"))
        #expect(request.nonce == "N")
        #expect(request.challenge?.text == Self.challenge)
        #expect(request.contexts.isEmpty && !request.contextIsEssential)
    }

    @Test func `oidcc-ensure-request-with-unknown-parameter-succeeds: what nobody knows changes nothing`() throws {
        #expect(try read(["extra": "foobar", "display": "popup", "claims_locales": "se"]) == read())
    }

    @Test func `OP-06: an error about the redirect address is never told there`() throws {
        for address in [nil, "https://evil.test/callback"] as [String?] {
            #expect(throws: AuthorizationRequest.Refusal.here(.unknownRedirectURI)) {
                try read(["redirect_uri": address])
            }
        }
    }

    @Test func `OP-08: an unknown response type, mode or missing scope has its error`() throws {
        #expect(try code(["response_type": "token"]) == .unsupportedResponseType)
        #expect(try code(["response_type": "code id_token"]) == .unsupportedResponseType)
        #expect(try code(["response_type": nil]) == .invalidRequest)
        #expect(try code(["response_mode": "fragment"]) == .invalidRequest)
        #expect(try code(["scope": "profile"]) == .invalidScope)
        #expect(try read(["scope": "openid admin"]).scopes == [.openid])
        #expect(throws: RequestParameters.Refusal.repeated("scope")) {
            try RequestParameters(encoded: "scope=openid&scope=openid")
        }
        #expect(throws: RequestParameters.Refusal.malformed) { try RequestParameters(encoded: "scope=%2") }
        #expect(throws: RequestParameters.Refusal.malformed) { try RequestParameters(encoded: "scope=%ff") }
    }

    @Test func `OP-16: there is no implicit flow`() throws {
        for type in ["token", "id_token", "id_token token", "code token", "none"] {
            #expect(try code(["response_type": type]) == .unsupportedResponseType)
        }
        #expect(throws: TokenRequest.ErrorCode.unsupportedGrantType) {
            try TokenRequest(RequestParameters(["grant_type": "password", "username": "a", "password": "b"]))
        }
    }

    @Test func `OP-10: a challenge is S256 or the request is refused, and an application without a secret has one`()
        throws
    {
        #expect(try code(["code_challenge_method": "plain"]) == .invalidRequest)
        #expect(try code(["code_challenge_method": nil]) == .invalidRequest)
        #expect(try code(["code_challenge": ""]) == .invalidRequest)
        #expect(try code(["code_challenge": "short"]) == .invalidRequest)
        #expect(try code(["code_challenge": nil]) == .invalidRequest)
        let stripped: [String: String?] = ["code_challenge": nil, "code_challenge_method": nil]
        #expect(try code(stripped) == nil)
        #expect(try code(stripped, of: application(.none)) == .invalidRequest)
    }

    @Test func `OP-11: the pair of RFC 7636 appendix B fits, and verifiers of another length never do`() throws {
        let challenge = try #require(CodeChallenge(Self.challenge))
        #expect(challenge.isMet(by: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"))
        #expect(!challenge.isMet(by: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl"))
        #expect(!challenge.isMet(by: Self.challenge))
        #expect(!challenge.isMet(by: ""))
        for length in [42, 129] { #expect(!challenge.isMet(by: String(repeating: "a", count: length))) }
    }

    @Test func `OP-04: max_age is a number of seconds from nought on`() throws {
        #expect(try read(["max_age": "0"]).maximumAge == 0)
        #expect(try read(["max_age": "10000"]).maximumAge == 10_000)
        for text in ["-1", "ten", "1.5", "+1", "99999999999999999999"] {
            #expect(try code(["max_age": text]) == .invalidRequest, "\(text)")
        }
    }

    @Test func `OP-02: prompt=none stands alone`() throws {
        #expect(try read(["prompt": "none"]).prompt.none)
        #expect(try code(["prompt": "none login"]) == .invalidRequest)
        let both = try read(["prompt": "login consent"]).prompt
        #expect(both.login && both.consent && !both.none)
    }

    @Test func `OP-28: request objects and their addresses are refused as unsupported`() throws {
        #expect(try code(["request": "eyJhbGciOiJub25lIn0.e30."]) == .requestNotSupported)
        #expect(try code(["request_uri": "http://169.254.169.254/"]) == .requestURINotSupported)
        #expect(try code(["registration": "{}"]) == .registrationNotSupported)
    }

    @Test func `OP-21: what an application asks for, and what is registered for it, are both wanted`() throws {
        #expect(try read(["acr_values": "unknown mfa"]).contexts == [.multi])
        #expect(try read(["acr_values": "unknown mfa"]).contextIsEssential == false)
        let essential = #"{"id_token":{"acr":{"essential":true,"values":["phr","mfa"]},"email":null,"secret":null}}"#
        let request = try read(["claims": essential])
        #expect(request.contexts == [.phishingResistant, .multi] && request.contextIsEssential)
        #expect(request.identityClaims == ["email"])
        let unknown = try read(["claims": #"{"id_token":{"acr":{"essential":true,"value":"gold"}}}"#])
        #expect(unknown.contexts.isEmpty && unknown.contextIsEssential)
        let strict = try application(least: .multi)
        #expect(try read(of: strict).contexts == [.multi])
        #expect(try read(["acr_values": "sfa"], of: strict).contexts == [.multi])
        #expect(try read(["acr_values": "phr"], of: strict).contexts == [.phishingResistant])
        #expect(try read(of: strict).contextIsEssential)
        for text in ["[]", "{", #"{"a":1,"a":2}"#, "x"] { #expect(try code(["claims": text]) == .invalidRequest) }
    }

    @Test func `the reader's language is the first of theirs that is ours`() throws {
        #expect(try read(["ui_locales": "de ja-JP en"]).language == .japanese)
        #expect(try read(["ui_locales": "de"]).language == nil)
    }

    @Test func `OP-13: every answer says who answers, behind what the address has already`() throws {
        let back = ReturnAddress(redirectURI: "https://app.example.com/cb?tenant=1", mode: .query, state: "a b&c")
        let answer = AuthorizationAnswer(code: "C", to: back, issuer: "https://id.example.org")
        #expect(
            answer.location
                == "https://app.example.com/cb?tenant=1&code=C&state=a%20b%26c&iss=https%3A%2F%2Fid.example.org")
        let refusal = AuthorizationAnswer(error: .accessDenied, "no", to: back, issuer: "https://id.example.org")
        #expect(refusal.parameters.map(\.name) == ["error", "error_description", "state", "iss"])
    }

    @Test func `OP-21: acr and amr say what happened`() {
        let two = Assurance(level: .two)
        #expect(AuthenticationContext(Assurance(level: .one)) == .single)
        #expect(AuthenticationContext(two) == .multi)
        #expect(AuthenticationContext(Assurance(level: .two, phishingResistant: true)) == .phishingResistant)
        #expect(AuthenticationMethods.references(of: [.password, .totp], two) == ["pwd", "otp", "mfa"])
        #expect(AuthenticationMethods.references(of: [.password], Assurance(level: .one)) == ["pwd"])
        #expect(AuthenticationMethods.references(of: [.passkey], two) == ["pop", "user", "mfa"])
    }
}
