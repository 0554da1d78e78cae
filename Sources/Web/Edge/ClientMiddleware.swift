internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import SignInService

/// Finds out who is asking: address, browser, language and cookies; and gives a browser that has none its mark.
struct ClientMiddleware: RouterMiddleware {
    let trustedProxies: [NetworkBlock]
    let formTokens: FormTokens
    let tokens: TokenSource
    let defaultLanguage: Language

    func handle(
        _ request: Request, context: ConnectionContext, next: (Request, ConnectionContext) async throws -> Response
    ) async throws -> Response {
        var jar = CookieJar(request.headers)
        let newMark = jar[.browser] == nil ? tokens.token().reveal() : nil
        if let newMark { jar = jar.adopting(newMark, as: .browser) }

        var context = context
        let address = address(of: request, from: context.peer)
        context.visitor = Visitor(
            client: Client(
                source: ClientSource(
                    address: address?.description ?? "unknown",
                    browser: BrowserDescription(userAgent: request.headers[.userAgent] ?? "")),
                network: address?.network,
                mark: jar[.browser].map { Secret($0) },
                language: language(of: request, jar: jar)),
            cookies: jar,
            formToken: formTokens.token(for: jar) ?? "",
            target: request.uri.string)
        var response = try await next(request, context)
        if let newMark,
            !response.headers[values: .setCookie].contains(where: { $0.hasPrefix(CookieName.browser.rawValue) })
        {
            response.set(.browser, to: newMark, maximumAge: CookieName.markAge)
        }
        return response
    }

    /// The person's address: the connection's, unless a configured proxy is at the other end and names another.
    ///
    /// `X-Forwarded-For` is read from the right, past our own proxies; whatever stands left of the first address that is
    /// not ours was written by the client and is ignored (RATE-11). An unreadable entry ends the walk.
    private func address(of request: Request, from peer: NetworkAddress?) -> NetworkAddress? {
        guard let peer else { return nil }
        var nearest = peer
        guard isTrusted(peer), let field = HTTPField.Name("X-Forwarded-For") else { return nearest }
        let hops = request.headers[values: field].joined(separator: ",").suffix(1_000).split(separator: ",")
        for hop in hops.reversed() {
            let text = hop.drop(while: { $0 == " " })
            guard isTrusted(nearest), let address = NetworkAddress(text) else { break }
            nearest = address
        }
        return nearest
    }

    private func isTrusted(_ address: NetworkAddress) -> Bool {
        trustedProxies.contains { $0.contains(address) }
    }

    private func language(of request: Request, jar: CookieJar) -> Language {
        if let chosen = jar[.language].flatMap(Language.init(rawValue:)) { return chosen }
        return request.headers[.acceptLanguage].flatMap(Language.preferred(in:)) ?? defaultLanguage
    }
}

extension Language {
    /// The first of our languages in an `Accept-Language` field, in the order of its weights (RFC 9110 §12.5.4).
    static func preferred(in field: String) -> Language? {
        let ranges = field.prefix(200).split(separator: ",").compactMap { range -> (Language, Double)? in
            let parts = range.split(separator: ";")
            guard let tag = parts.first?.drop(while: { $0 == " " }).prefix(while: { $0 != "-" && $0 != " " }),
                let language = Language(rawValue: tag.lowercased())
            else { return nil }
            let weight = parts.dropFirst().first.flatMap { $0.split(separator: "=").last }.flatMap { Double($0) } ?? 1
            return (language, weight)
        }
        return ranges.filter { $0.1 > 0 }.max { $0.1 < $1.1 }?.0
    }
}
