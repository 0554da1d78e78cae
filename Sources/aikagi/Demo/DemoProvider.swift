internal import Bytes
internal import Crypto
internal import HTTPTransfer
internal import Hummingbird
internal import Identity
internal import OpenIDConnect
internal import StrictJSON
internal import Web

/// Aikagi, as the demo application sees it: by what OpenID Connect says, and nothing else.
struct DemoProvider: Sendable {
    let issuer: String
    let clientID: String
    let callback: String
    let metadata: JSONValue
    private let client: HTTPClient

    /// Why something of Aikagi's can't be used, for the person at the terminal or at the page.
    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    /// - Parameter authorities: a file of certificates to trust in place of the system's.
    init(issuer: String, clientID: String, callback: String, authorities: String?) async throws {
        self.issuer = issuer
        self.clientID = clientID
        self.callback = callback
        let client = try HTTPClient(
            HTTPClientSettings(allowsPlainText: true, authorities: authorities, totalTimeout: .seconds(10)))
        self.client = client
        metadata = try await Self.json(
            HTTPTransfer.HTTPRequest(.get, issuer + Paths.openIDConfiguration.description), by: client)
        guard metadata["issuer"]?.string == issuer else { throw Fault(description: "another issuer answers there") }
    }

    /// What one way there is tied together with.
    struct Journey: Sendable, Hashable {
        let state: String
        let nonce: String
        let verifier: String

        init() {
            state = Self.random()
            nonce = Self.random()
            verifier = Self.random()
        }

        private static func random() -> String {
            var generator = SystemRandomNumberGenerator()
            return Base64.url.encode((0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
        }
    }

    /// What an application may demand of a sign-in, to be tried out.
    enum Demand: String, Sendable {
        case multi = "mfa"
        case phishingResistant = "phr"
        case again
    }

    /// Where the browser is sent.
    func address(of journey: Journey, demanding demand: Demand?, in language: Language) -> String {
        let challenge = Base64.url.encode(SHA256.hash(data: Array(journey.verifier.utf8)))
        var wishes: [(name: String, value: String)] = [
            ("client_id", clientID), ("redirect_uri", callback), ("response_type", "code"),
            ("scope", "openid profile email"), ("state", journey.state), ("nonce", journey.nonce),
            ("code_challenge", challenge), ("code_challenge_method", "S256"), ("ui_locales", language.rawValue),
        ]
        switch demand {
        case .multi, .phishingResistant:
            let value = demand?.rawValue ?? ""
            wishes.append(("claims", #"{"id_token":{"acr":{"essential":true,"values":["\#(value)"]}}}"#))
        case .again: wishes.append(("prompt", "login"))
        case nil: break
        }
        return endpoint("authorization_endpoint") + "?" + FormEncoding.query(wishes)
    }

    /// Where the browser is sent to sign out.
    func signOutAddress(hint: String, returningTo address: String) -> String {
        let query = FormEncoding.query([
            (name: "id_token_hint", value: hint), (name: "post_logout_redirect_uri", value: address),
        ])
        return endpoint("end_session_endpoint") + "?" + query
    }

    /// Exchanges a code, and checks the ID token as every application has to (OpenID Connect Core §3.1.3.7).
    func person(for code: String, _ journey: Journey) async throws -> DemoPerson {
        let form = FormEncoding.query([
            (name: "grant_type", value: "authorization_code"), (name: "code", value: code),
            (name: "redirect_uri", value: callback), (name: "client_id", value: clientID),
            (name: "code_verifier", value: journey.verifier),
        ])
        let tokens = try await Self.json(
            HTTPTransfer.HTTPRequest(
                .post, endpoint("token_endpoint"),
                fields: [(name: "Content-Type", value: "application/x-www-form-urlencoded")], body: Array(form.utf8)),
            by: client)
        guard let text = tokens["id_token"]?.string, let access = tokens["access_token"]?.string else {
            throw Fault(description: tokens["error"]?.string ?? "no tokens")
        }
        let claims = try await check(text)
        guard claims["nonce"]?.string == journey.nonce else { throw Fault(description: "another nonce") }
        let person = try await Self.json(
            HTTPTransfer.HTTPRequest(
                .get, endpoint("userinfo_endpoint"), fields: [(name: "Authorization", value: "Bearer \(access)")]),
            by: client)
        guard person["sub"] == claims["sub"] else { throw Fault(description: "another subject") }
        return DemoPerson(token: text, claims: claims, person: person)
    }

    private func check(_ token: String) async throws -> JSONValue {
        let keys =
            try await Self.json(HTTPTransfer.HTTPRequest(.get, endpoint("jwks_uri")), by: client)["keys"]?.array ?? []
        let claims = try SignedToken(verifying: token, as: ["jwt"]) { id in
            keys.filter { $0["kid"]?.string == id }.compactMap(PublicKey.init(jwk:))
        }.claims
        guard claims["iss"]?.string == issuer, claims["aud"]?.string == clientID,
            let end = claims["exp"]?.integer, Moment(secondsSinceEpoch: end) > SystemTime().now()
        else { throw Fault(description: "the ID token is for somebody else, or over") }
        return claims
    }

    private func endpoint(_ name: String) -> String { metadata[name]?.string ?? issuer }

    private static func json(_ request: HTTPTransfer.HTTPRequest, by client: HTTPClient) async throws -> JSONValue {
        let response = try await client.send(request)
        guard let value = try? JSONValue(parsing: response.body) else {
            throw Fault(description: "\(request.url) answers \(response.status), and no JSON")
        }
        return value
    }
}

/// Somebody whom the demo application knows, as far as it was told.
struct DemoPerson: Sendable {
    let token: String
    let claims: JSONValue
    let person: JSONValue
}
