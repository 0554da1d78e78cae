internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import NIOCore
internal import SignInService

/// What is known of a request when it comes off the wire: nothing but where it came from.
///
/// The middleware of the whole router fills in the rest. The child contexts below turn each optional into a value, so
/// that a handler can't be reached without what its group guarantees, and can't forget to check it.
struct ConnectionContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The address at the other end of the connection, which may be a proxy's. `nil` in tests without a socket.
    let peer: NetworkAddress?
    /// Set by `ClientMiddleware`.
    var visitor: Visitor?
    /// Set by `APIMiddleware`, for the app's interface alone.
    var caller: AppCaller?
    /// Set by `FormMiddleware` when the request carries a form that it let through.
    var form = FormFields.empty
    /// Set by `SessionMiddleware` while the session is good.
    var session: LiveSession?

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        peer = source.channel.remoteAddress.flatMap(NetworkAddress.init)
    }
}

/// Who is asking, as far as one can tell without a session.
///
/// A class, because contexts carry it and are copied at every layer that a request passes: as a value it made each of
/// them larger, and with them the memory that an idle connection keeps.
final class Visitor: Sendable {
    let client: Client
    /// The request's cookies, with the browser's mark that this very answer sets if it had none.
    let cookies: CookieJar
    /// What the forms on this answer carry.
    let formToken: String
    /// Path and query of the request, as sent.
    let target: String

    init(client: Client, cookies: CookieJar, formToken: String, target: String) {
        self.client = client
        self.cookies = cookies
        self.formToken = formToken
        self.target = target
    }
}

/// The context of every page: the browser, its language and its form, if it sent one.
struct VisitorContext: ChildRequestContext {
    var coreContext: CoreRequestContextStorage
    let visitor: Visitor
    let form: FormFields
    let session: LiveSession?

    init(context: ConnectionContext) throws {
        guard let visitor = context.visitor else { throw PageError.fault("a page outside the visitor's middleware") }
        coreContext = context.coreContext
        self.visitor = visitor
        form = context.form
        session = context.session
    }

    var client: Client { visitor.client }
}

/// The context of the person's own pages: there is a session, it is good, and this is whose it is.
struct SignedInContext: ChildRequestContext {
    var coreContext: CoreRequestContextStorage
    let visitor: Visitor
    let form: FormFields
    let session: LiveSession

    init(context: VisitorContext) throws {
        guard let session = context.session else { throw PageError.signInFirst }
        coreContext = context.coreContext
        visitor = context.visitor
        form = context.form
        self.session = session
    }

    var client: Client { visitor.client }
}

/// The context of sensitive changes: the person of the session has proven themselves a short while ago (SESS-20).
///
/// Who has not is led to the step-up page, and from there back to the page they wanted.
struct FreshContext: ChildRequestContext {
    var coreContext: CoreRequestContextStorage
    let signedIn: SignedInContext

    init(context: SignedInContext) throws {
        guard context.session.isFresh else { throw PageError.stepUpFirst(returnTo: context.visitor.target) }
        coreContext = context.coreContext
        signedIn = context
    }

    var client: Client { signedIn.client }
    var form: FormFields { signedIn.form }
    var session: LiveSession { signedIn.session }
}

/// The context of the pages between the identifier and the session: there is a secret of an attempt.
///
/// Whether it names a living attempt is for the use case to say, in the same transaction that moves it.
struct AttemptContext: ChildRequestContext {
    var coreContext: CoreRequestContextStorage
    let visitor: Visitor
    let form: FormFields
    let attempt: Secret<String>

    init(context: VisitorContext) throws {
        guard let attempt = context.visitor.cookies[.attempt] else { throw PageError.startAgain }
        coreContext = context.coreContext
        visitor = context.visitor
        form = context.form
        self.attempt = Secret(attempt)
    }

    var client: Client { visitor.client }
}
