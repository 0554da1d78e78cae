internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import SignInService

/// Finds out who is asking: address, browser, language and cookies; and gives a browser that has none its mark.
struct ClientMiddleware: RouterMiddleware {
    let addresses: AddressFinder
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
        let address = addresses.address(of: request, from: context.peer)
        context.visitor = Visitor(
            client: Client(
                source: ClientSource(
                    address: address?.description ?? "unknown",
                    browser: BrowserDescription(userAgent: request.headers[.userAgent] ?? "")),
                network: address?.network,
                mark: jar[.browser].map { Secret($0) },
                trust: jar[.trust].map { Secret($0) },
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
