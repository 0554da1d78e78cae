internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import OpenIDConnect
internal import Pages
internal import SignInService

/// Sign-in to applications, as the person's browser sees it.
struct AuthorizationRoutes: Sendable {
    let authorizations: Authorizations
    let renderer: PageRenderer

    func add(to visitors: RouterGroup<VisitorContext>, _ signedIn: RouterGroup<SignedInContext>) {
        visitors.get(Paths.authorize, use: begin)
        visitors.get(Destination.authorization.route, use: goOn)
        signedIn.post(Destination.authorization.route, use: decide)
    }

    /// `GET /authorize`
    @Sendable private func begin(_ request: Request, _ context: VisitorContext) async throws -> Response {
        guard let parameters = try? request.queryParameters() else {
            return page(.init(.unreadable), context)
        }
        let step = try await authorizations.begin(parameters, from: .session(context.session))
        guard case .answer(let answer, _) = step, answer.address.mode == .query else {
            return response(to: step, context)
        }
        // The browser came by a link: a redirect is enough.
        return .seeOther(answer.location)
    }

    /// `GET /authorize/continue`, where a person comes back to.
    @Sendable private func goOn(_ request: Request, _ context: VisitorContext) async throws -> Response {
        let id = AuthorizationRequestID(request.record)
        return response(to: try await authorizations.goOn(id, in: context.session), context)
    }

    /// `POST /authorize/continue`: the person has been asked.
    @Sendable private func decide(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let id = AuthorizationRequestID(context.form[.id])
        let step =
            context.form[.decision] == Self.allow
            ? try await authorizations.agree(to: id, in: context.session, from: context.client)
            : try await authorizations.decline(id)
        return response(
            to: step,
            AuthorizationView(renderer: renderer, visitor: context.visitor) {
                renderer.page($0, status: $1, at: .authorization, for: context)
            } ask: {
                renderer.page(ConsentPage($0), at: .authorization, about: $0.request.rawValue, for: context)
            })
    }

    private static let allow = "allow"

    private func response(to step: Authorizations.Step, _ context: VisitorContext) -> Response {
        response(
            to: step,
            AuthorizationView(renderer: renderer, visitor: context.visitor) {
                renderer.page($0, status: $1, at: .authorization, for: context)
            } ask: {
                renderer.page(ConsentPage($0), at: .authorization, about: $0.request.rawValue, for: context)
            })
    }

    private func page(_ page: RequestRefusedPage, _ context: VisitorContext) -> Response {
        renderer.page(page, status: .badRequest, at: .overview, for: context)
    }

    private func response(to step: Authorizations.Step, _ view: AuthorizationView) -> Response {
        switch step {
        case .answer(let answer, let application): return view.deliver(answer, to: application)
        case .goOn(let id): return .seeOther(Destination.authorization(of: id))
        case .signIn(let id, let suggestion):
            var response = Response.seeOther(
                suggestion.identifier.map(Destination.signIn(suggesting:)) ?? Destination.signIn.path)
            // What the person has chosen here counts more than what an application thinks.
            if let language = suggestion.language, view.visitor.cookies[.language] == nil {
                response.set(.language, to: language.rawValue, maximumAge: CookieName.markAge)
            }
            if let wanted = ReturnPath(Destination.authorization(of: id)) {
                response.set(.wanted, to: wanted.inCookie, maximumAge: CookieName.wantedAge)
            }
            return response
        case .stepUp(let id, let way):
            return .seeOther(Destination.stepUp(returningTo: Destination.authorization(of: id), by: way?.rawValue))
        case .askForConsent(let question): return view.ask(question)
        case .refusedHere(let reason): return view.page(RequestRefusedPage(.init(reason)), .badRequest)
        case .over: return view.page(RequestRefusedPage(.over), .gone)
        }
    }
}

/// Puts the pages of a sign-in to an application on the wire, for somebody who may or may not be signed in.
struct AuthorizationView {
    let renderer: PageRenderer
    let visitor: Visitor
    let page: (any Page, HTTPResponse.Status) -> Response
    let ask: (Authorizations.ConsentQuestion) -> Response

    init(
        renderer: PageRenderer, visitor: Visitor, page: @escaping (any Page, HTTPResponse.Status) -> Response,
        ask: @escaping (Authorizations.ConsentQuestion) -> Response
    ) {
        self.renderer = renderer
        self.visitor = visitor
        self.page = page
        self.ask = ask
    }

    /// Carries an answer to the application, from behind a form of ours.
    func deliver(_ answer: AuthorizationAnswer, to application: String) -> Response {
        switch answer.address.mode {
        case .query:
            return page(LeadingOnPage(application: application, address: answer.location), .ok)
        case .formPost:
            let address = answer.address.redirectURI
            var response = page(
                FormPostPage(
                    application: application, address: address,
                    parameters: answer.parameters.map { ($0.name, $0.value) }), .ok)
            let place = RedirectURI.origin(of: address) ?? "\(address.prefix { $0 != ":" }):"
            response.headers[.contentSecurityPolicy] = SecurityHeadersMiddleware.policy(withFormsTo: place)
            return response
        }
    }
}

extension ConsentPage {
    fileprivate init(_ question: Authorizations.ConsentQuestion) {
        self.init(
            request: question.request.rawValue, application: question.application, place: question.place,
            wishes: question.scopes.map(Wish.init))
    }
}

extension ConsentPage.Wish {
    init(_ scope: Scope) {
        self =
            switch scope {
            case .openid: .identity
            case .profile: .profile
            case .email: .email
            case .phone: .phone
            case .offlineAccess: .offline
            }
    }
}

extension RequestRefusedPage.Reason {
    fileprivate init(_ reason: AuthorizationRequest.Refusal.Reason) {
        self =
            switch reason {
            case .unreadable: .unreadable
            case .unknownApplication: .unknownApplication
            case .unknownRedirectURI: .unknownAddress
            }
    }
}
