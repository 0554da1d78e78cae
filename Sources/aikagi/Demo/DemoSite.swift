internal import Bytes
internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import NIOCore
internal import OpenIDConnect
internal import Pages
internal import StrictJSON
internal import Synchronization
internal import Web

/// The pages of the demo application: on the loopback address alone, and forgotten when it stops.
///
/// A class, because its visitors are remembered in one place for as long as it runs.
final class DemoSite: Sendable {
    private let provider: DemoProvider
    private let pages: PageLibrary
    private let origin: String
    private let language: Language
    private let visitors = Mutex<[String: Visitor]>([:])

    /// What is remembered of one browser.
    private struct Visitor: Sendable {
        var journey: DemoProvider.Journey?
        var person: DemoPerson?
        var language: Language?
    }

    /// More browsers than anybody shows a demonstration to.
    private static let mostVisitors = 1_000
    private static let cookie = "aikagi-demo"

    init(_ provider: DemoProvider, origin: String, language: Language) throws {
        self.provider = provider
        self.origin = origin
        self.language = language
        // The frame around our pages leads to places of this site.
        pages = try PageLibrary(
            resources: .besideExecutable(), staticPath: Paths.staticFiles, appPath: Paths.app,
            link: { $0 == .language ? DemoPaths.language : DemoPaths.start })
    }

    func router() -> Router<BasicRequestContext> {
        let router = Router(context: BasicRequestContext.self)
        router.get(RouterPath(DemoPaths.start), use: start)
        router.get(RouterPath(DemoPaths.signIn), use: signIn)
        router.get(RouterPath(DemoPaths.callback), use: callback)
        router.get(RouterPath(DemoPaths.signOut), use: signOut)
        router.get(RouterPath(DemoPaths.signedOut), use: signedOut)
        router.post(RouterPath(DemoPaths.language), use: switchLanguage)
        router.get(Paths.staticPattern, use: file)
        return router
    }

    /// `GET /`
    @Sendable private func start(_ request: Request, _ context: BasicRequestContext) -> Response {
        guard let person = visitor(of: request)?.person else {
            return page(DemoStartPage(provider: provider.issuer, links: links), for: request)
        }
        return page(DemoSignedInPage(person, links), for: request)
    }

    /// `GET /sign-in`: to Aikagi, with what the demonstration demands this time.
    @Sendable private func signIn(_ request: Request, _ context: BasicRequestContext) -> Response {
        let journey = DemoProvider.Journey()
        let name = name(of: request) ?? DemoProvider.Journey().state
        visitors.withLock { visitors in
            if visitors.count >= Self.mostVisitors { visitors = [:] }
            visitors[name, default: Visitor()].journey = journey
        }
        let demand = request.uri.queryParameters[DemoPaths.demand[...]].flatMap {
            DemoProvider.Demand(rawValue: String($0))
        }
        var response = Self.seeOther(
            provider.address(of: journey, demanding: demand, in: language(of: request)))
        response.headers[.setCookie] = "\(Self.cookie)=\(name); Path=/; HttpOnly; SameSite=Lax"
        return response
    }

    /// `GET /callback`
    @Sendable private func callback(_ request: Request, _ context: BasicRequestContext) async -> Response {
        guard let name = name(of: request), let answer = try? RequestParameters(encoded: request.uri.query ?? ""),
            let journey = visitors.withLock({ $0[name]?.journey }), answer["state"] == journey.state,
            answer["iss"] == provider.issuer
        else { return trouble("state", request) }
        visitors.withLock { $0[name]?.journey = nil }
        guard let code = answer["code"] else { return trouble(answer["error"] ?? "no code", request) }
        do {
            let person = try await provider.person(for: code, journey)
            visitors.withLock { $0[name]?.person = person }
            return Self.seeOther(DemoPaths.start)
        } catch {
            return trouble("\(error)", request)
        }
    }

    /// `GET /sign-out`: here at once, and at Aikagi if the person wants.
    @Sendable private func signOut(_ request: Request, _ context: BasicRequestContext) -> Response {
        guard let name = name(of: request), let person = visitors.withLock({ $0[name]?.person }) else {
            return Self.seeOther(DemoPaths.start)
        }
        visitors.withLock { $0[name]?.person = nil }
        return Self.seeOther(provider.signOutAddress(hint: person.token, returningTo: origin + DemoPaths.signedOut))
    }

    /// `GET /signed-out`
    @Sendable private func signedOut(_ request: Request, _ context: BasicRequestContext) -> Response {
        page(DemoStartPage(provider: provider.issuer, links: links, isSignedOut: true), for: request)
    }

    /// `POST /language`, from the foot of each page.
    @Sendable private func switchLanguage(
        _ request: Request, _ context: BasicRequestContext
    ) async throws -> Response {
        var request = request
        let body = try await request.collectBody(upTo: 4_096)
        let form = try? RequestParameters(encoded: String(buffer: body))
        let name = name(of: request) ?? DemoProvider.Journey().state
        if let language = form?["language"].flatMap(Language.init(rawValue:)) {
            visitors.withLock { $0[name, default: Visitor()].language = language }
        }
        var response = Self.seeOther(DemoPaths.start)
        response.headers[.setCookie] = "\(Self.cookie)=\(name); Path=/; HttpOnly; SameSite=Lax"
        return response
    }

    /// Styles and scripts, as Aikagi serves them.
    @Sendable private func file(_ request: Request, _ context: BasicRequestContext) -> Response {
        guard let file = pages.staticFiles.byPath[request.uri.path] else { return Response(status: .notFound) }
        return Response(
            status: .ok, headers: [.contentType: file.contentType],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: file.bytes)))
    }

    private var links: DemoLinks {
        DemoLinks(
            signIn: DemoPaths.signIn, demandTwo: DemoPaths.signIn(demanding: DemoProvider.Demand.multi.rawValue),
            demandKey: DemoPaths.signIn(demanding: DemoProvider.Demand.phishingResistant.rawValue),
            demandAgain: DemoPaths.signIn(demanding: DemoProvider.Demand.again.rawValue),
            signOut: DemoPaths.signOut, account: provider.issuer + Destination.overview.path)
    }

    private func trouble(_ code: String, _ request: Request) -> Response {
        page(DemoStartPage(provider: provider.issuer, links: links, trouble: code), for: request, status: .badRequest)
    }

    private func page(_ page: some Page, for request: Request, status: HTTPResponse.Status = .ok) -> Response {
        let frame = Frame(
            language: language(of: request), formToken: "", path: DemoPaths.start, now: SystemTime().now())
        return Response(
            status: status,
            headers: [
                .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
                .contentSecurityPolicy: "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
                    + "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
            ], body: ResponseBody(byteBuffer: ByteBuffer(string: pages.render(page, in: frame))))
    }

    private func language(of request: Request) -> Language {
        if let chosen = visitor(of: request)?.language { return chosen }
        let wanted = (request.headers[.acceptLanguage] ?? "").split(separator: ",").lazy.compactMap { range in
            Language(rawValue: String(range.drop { $0 == " " }.prefix(2)).lowercased())
        }
        return wanted.first ?? language
    }

    private func visitor(of request: Request) -> Visitor? {
        name(of: request).flatMap { name in visitors.withLock { $0[name] } }
    }

    private func name(of request: Request) -> String? {
        let pairs = (request.headers[.cookie] ?? "").split(separator: ";").map { $0.drop { $0 == " " } }
        let value = pairs.first { $0.hasPrefix("\(Self.cookie)=") }?.dropFirst(Self.cookie.count + 1)
        return value.flatMap { $0.utf8.count == 43 ? String($0) : nil }
    }

    private static func seeOther(_ address: String) -> Response {
        Response(status: .seeOther, headers: [.location: address])
    }
}

extension DemoSignedInPage {
    fileprivate init(_ known: DemoPerson, _ links: DemoLinks) {
        var members: [(name: String, value: String)] = []
        if case .object(let claims) = known.claims {
            members = claims.sorted { $0.key < $1.key }.map {
                (name: $0.key, value: $0.value.string ?? $0.value.text)
            }
        }
        self.init(
            name: known.person["name"]?.string, email: known.person["email"]?.string,
            subject: known.claims["sub"]?.string ?? "", context: known.claims["acr"]?.string ?? "",
            methods: known.claims["amr"]?.array?.compactMap(\.string) ?? [],
            authenticatedAt: (known.claims["auth_time"]?.integer).map { Moment(secondsSinceEpoch: $0) },
            claims: members, links: links)
    }
}
