internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import OpenIDConnect
internal import Pages
internal import SignInPolicy
internal import SignInService
internal import StrictJSON

/// What applications ask by themselves: metadata, keys, tokens.
struct ProviderRoutes: Sendable {
    let services: Services
    let origin: PublicOrigin
    let proof: ClientProof

    init(services: Services, origin: PublicOrigin, addresses: AddressFinder, tries: SecretTries) {
        self.services = services
        self.origin = origin
        let issuer = services.authorizations.issuer
        proof = ClientProof(
            applications: services.applications, addresses: addresses, tries: tries,
            names: [issuer, issuer + Paths.token.description])
    }

    func add(to router: Router<ConnectionContext>) {
        let group = router.group()
            .add(middleware: ApplicationMiddleware())
            .add(middleware: HostMiddleware(authority: origin.authority))
        let metadata = Self.published(Self.metadata(of: services.authorizations.issuer))
        for path in [Paths.openIDConfiguration, Paths.authorizationServer] { group.get(path) { _, _ in metadata } }
        group.get(Paths.keySet) { _, _ in Self.published(try await services.signingKeys.document()) }
        group.post(Paths.token, use: token)
        group.post(Paths.pushedRequests, use: push)
        group.post(Paths.devices, use: beginDevice)
        for path in [Paths.token, Paths.userinfo, Paths.revocation] {
            group.on(path, method: .options, use: CrossOrigin.preflight)
        }
        group.post(Paths.introspection, use: introspect)
        group.post(Paths.revocation, use: revoke)
        group.get(Paths.userinfo, use: userinfo)
        group.post(Paths.userinfo, use: userinfo)
        group.post(Paths.authorize, use: authorize)
        group.post(Paths.endSession, use: endSession)
    }

    private static func metadata(of origin: String) -> JSONValue {
        ProviderMetadata.document(
            issuer: origin,
            ProviderMetadata.Endpoints(
                authorization: origin + Paths.authorize.description, token: origin + Paths.token.description,
                userinfo: origin + Paths.userinfo.description, keys: origin + Paths.keySet.description,
                introspection: origin + Paths.introspection.description,
                revocation: origin + Paths.revocation.description, endSession: origin + Paths.endSession.description,
                pushedRequests: origin + Paths.pushedRequests.description,
                devices: origin + Paths.devices.description),
            languages: Language.allCases.map(\.rawValue))
    }

    /// Public, the same for everybody, and kept for as long as a new key waits before it signs.
    private static func published(_ document: JSONValue) -> Response {
        var response = Response.json(document)
        response.headers[.cacheControl] = "public, max-age=\(TokenLimits.keySetAge)"
        if let name = HTTPField.Name("Cross-Origin-Resource-Policy") { response.headers[name] = "cross-origin" }
        response.headers[.accessControlAllowOrigin] = "*"
        return response
    }

    /// `POST /token`
    @Sendable private func token(_ request: Request, _ context: ConnectionContext) async throws -> Response {
        let parameters = try await request.applicationParameters()
        let application = try await proof.application(request, parameters, context)
        let reader = CrossOrigin.reader(of: request, application)
        do {
            let asked = try TokenRequest(parameters)
            let issued = try await services.applicationTokens.exchange(asked, by: application).get()
            return .json(issued.document).readable(by: reader)
        } catch {
            throw ApplicationError(error: error, readableBy: reader)
        }
    }

    /// `POST /introspect`
    @Sendable private func introspect(_ request: Request, _ context: ConnectionContext) async throws -> Response {
        let parameters = try await request.applicationParameters()
        let application = try await proof.application(request, parameters, context)
        guard application.metadata.authentication.isConfidential else {
            throw TokenRequest.ErrorCode.unauthorizedClient
        }
        guard let token = parameters["token"] else { throw TokenRequest.ErrorCode.invalidRequest }
        return .json(try await services.applicationTokens.introspect(Secret(token), by: application))
    }

    /// `POST /revoke`
    @Sendable private func revoke(_ request: Request, _ context: ConnectionContext) async throws -> Response {
        let parameters = try await request.applicationParameters()
        let application = try await proof.application(request, parameters, context)
        guard let token = parameters["token"] else { throw TokenRequest.ErrorCode.invalidRequest }
        try await services.applicationTokens.revoke(Secret(token), by: application)
        return Response(status: .ok).readable(by: CrossOrigin.reader(of: request, application))
    }

    /// `GET` and `POST /userinfo`
    @Sendable private func userinfo(_ request: Request, _ context: ConnectionContext) async throws -> Response {
        guard let token = try await accessToken(request) else {
            throw ApplicationError(status: .unauthorized, "invalid_token", challenge: "Bearer")
        }
        guard let claims = try await services.applicationTokens.userinfo(token) else {
            throw ApplicationError.badAccessToken
        }
        guard request.headers.contains(.origin) else { return .json(claims) }
        let holder = try await services.applicationTokens.holder(of: token)
        return .json(claims).readable(by: holder.flatMap { CrossOrigin.reader(of: request, $0) })
    }

    /// `POST /authorize`: another site's form, with which the browser sends no cookie. The person goes on by a link.
    @Sendable private func authorize(_ request: Request, _ context: ConnectionContext) async throws -> Response {
        let parameters = try await request.applicationParameters()
        guard case .goOn(let id) = try await services.authorizations.begin(parameters, from: .hidden) else {
            // The page that says why is one of those that know the person's language.
            return .seeOther("\(Paths.authorize)?\(FormEncoding.query(parameters.pairs))")
        }
        return .seeOther(Destination.authorization(of: id))
    }

    /// `POST /end-session`: the same.
    @Sendable private func endSession(_ request: Request, _ context: ConnectionContext) async throws -> Response {
        let parameters = try await request.applicationParameters()
        return .seeOther("\(Paths.endSession)?\(FormEncoding.query(parameters.pairs))")
    }

    /// RFC 6750 §2.1 and §2.2, and not §2.3: what stands in an address ends in logs.
    private func accessToken(_ request: Request) async throws -> Secret<String>? {
        let parts = (request.headers[.authorization] ?? "").split(separator: " ", maxSplits: 1)
        if parts.count == 2, parts[0].lowercased() == "bearer" { return Secret(String(parts[1])) }
        guard request.method == .post, parts.isEmpty else { return nil }
        return try await request.applicationParameters()["access_token"].map { Secret($0) }
    }
}
