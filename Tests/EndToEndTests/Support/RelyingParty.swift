import Bytes
import HTTPTypes
import Identity
import OpenIDConnect
import Pages
import ServiceFixtures
import SignInService
import StrictJSON
import Testing

/// An application that people sign in to: it sends browsers away and takes them back, and asks for tokens by itself.
struct RelyingParty: Sendable {
    static let callback = "https://app.example.com/callback"
    static let signedOut = "https://app.example.com/signed-out"
    static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    static let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

    let site: Site
    let id: String
    let secret: String?
    let application: RegisteredApplication
    /// What it signs with, where it proves itself so.
    let key: SigningKey?

    /// Registers one.
    init(
        on site: Site, named name: String = "Wiki",
        authentication: ApplicationMetadata.Authentication = .secretInHeader,
        algorithm: SigningAlgorithm = .es256, isTrusted: Bool = true, least: AuthenticationContext = .single,
        terms: ApplicationTerms = ApplicationTerms(), redirects: [String] = [RelyingParty.callback]
    ) async throws {
        var terms = terms
        key = authentication == .privateKey ? try SigningKey(makingFor: .es256) : nil
        if let key { terms.keySet = JSONValue.object(["keys": .array([key.publicKey.jwk(named: key.id)])]).text }
        let metadata = try ApplicationMetadata(
            redirectURIs: redirects, logoutURIs: [Self.signedOut], authentication: authentication,
            algorithm: algorithm, isTrusted: isTrusted, leastContext: least, terms: terms)
        let registration = try await site.world.services.applications.register(named: name, metadata)
        self.site = site
        id = registration.application.id.rawValue
        secret = registration.secret?.reveal()
        application = registration.application
    }

    /// Where it sends a browser.
    func request(_ changes: [String: String?] = [:]) -> String {
        "/authorize?" + FormEncoding.query(parameters(changes).map { (name: $0.key, value: $0.value) })
    }

    func parameters(_ changes: [String: String?] = [:]) -> [String: String] {
        var parameters = [
            "client_id": id, "redirect_uri": Self.callback, "response_type": "code", "scope": "openid email profile",
            "state": "the state", "nonce": "the nonce", "code_challenge": Self.challenge,
            "code_challenge_method": "S256",
        ]
        for (name, value) in changes { parameters[name] = value }
        return parameters
    }

    /// What came back to it: by a redirect, or by the page that leads on.
    func answer(_ page: Answer) throws -> RequestParameters {
        let address = page.location ?? page.between("http-equiv=\"refresh\" content=\"0;url=", "\"")?.unescaped
        let location = try #require(address, "\(page.status) \(page.path) \(page.text)")
        try #require(location.hasPrefix(Self.callback + "?"), "\(location)")
        return try RequestParameters(encoded: location.dropFirst(Self.callback.count + 1))
    }

    /// A request that a browser in which somebody is signed in has answered.
    func code(from browser: Browser, _ changes: [String: String?] = [:]) async throws -> String {
        let page = try await browser.send(.get, request(changes))
        return try #require(try answer(page)["code"])
    }

    /// Asks an endpoint of its own.
    func ask(_ path: String, _ fields: [String: String], authorization: String? = nil) async throws -> Answer {
        var headers: [(HTTPField.Name, String)] = []
        var fields = fields
        if let authorization {
            headers.append((.authorization, authorization))
        } else {
            switch application.metadata.authentication {
            case .secretInHeader:
                let pair = "\(FormEncoding.encode(id)):\(FormEncoding.encode(secret ?? ""))"
                headers.append((.authorization, "Basic " + Base64.standard.encode(pair.utf8)))
            case .secretInForm:
                fields["client_id"] = id
                fields["client_secret"] = secret
            case .privateKey:
                fields["client_assertion_type"] = ClientAssertion.type
                if fields["client_assertion"] == nil { fields["client_assertion"] = try assertion() }
            case .none: fields["client_id"] = id
            }
        }
        return try await site.browser().post(fields, to: path, headers: headers)
    }

    /// What it signs to show who it is, with changes.
    func assertion(_ changes: [String: JSONValue?] = [:], type: String = "JWT") throws -> String {
        let now = site.world.time.now().secondsSinceEpoch
        var claims: [String: JSONValue] = [
            "iss": .string(id), "sub": .string(id), "aud": .string(site.world.services.authorizations.issuer),
            "iat": .integer(now), "exp": .integer(now + 60), "jti": .string(site.world.environment.tokens.name()),
        ]
        for (name, value) in changes { claims[name] = value }
        return try SignedToken.sign(.object(claims), as: type, with: try #require(key))
    }

    /// Hands a request in.
    func push(_ changes: [String: String?] = [:], _ extra: [String: String] = [:]) async throws -> Answer {
        try await ask("/par", parameters(changes).merging(extra) { $1 })
    }

    /// Where it sends a browser with what it has handed in.
    func request(named uri: String, _ more: [(String, String)] = []) -> String {
        "/authorize?"
            + FormEncoding.query(
                [(name: "client_id", value: id), (name: "request_uri", value: uri)]
                    + more.map { (name: $0.0, value: $0.1) })
    }

    func exchange(code: String, _ changes: [String: String?] = [:]) async throws -> Answer {
        var fields = [
            "grant_type": "authorization_code", "code": code, "redirect_uri": Self.callback,
            "code_verifier": Self.verifier,
        ]
        for (name, value) in changes { fields[name] = value }
        return try await ask("/token", fields)
    }

    func refresh(_ token: String, _ changes: [String: String] = [:]) async throws -> Answer {
        try await ask("/token", ["grant_type": "refresh_token", "refresh_token": token].merging(changes) { $1 })
    }

    func userinfo(_ token: String) async throws -> Answer {
        try await site.browser().send(.get, "/userinfo", headers: [(.authorization, "Bearer \(token)")])
    }

    /// Reads an ID token as a strict library does: by the published key that it names.
    func claims(of token: String) async throws -> JSONValue {
        let keys = try await site.browser().send(.get, "/jwks").json["keys"]?.array ?? []
        let checked = try SignedToken(verifying: token, as: ["jwt"]) { id in
            keys.filter { $0["kid"]?.string == id }.compactMap(PublicKey.init(jwk:))
        }
        return checked.claims
    }
}

extension Answer {
    var json: JSONValue { (try? JSONValue(parsing: Array(text.utf8))) ?? .null }

    /// The error of an answer to an application.
    var error: String? { json["error"]?.string }
}
