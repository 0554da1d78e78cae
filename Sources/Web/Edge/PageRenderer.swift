internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import NIOCore
internal import Pages
internal import SignInPolicy
internal import SignInService

/// Puts a page into its frame and on the wire.
struct PageRenderer: Sendable {
    let pages: PageLibrary
    let time: any TimeSource
    let defaultLanguage: Language

    /// The page for somebody who may or may not be signed in.
    func page(
        _ page: some Page, status: HTTPResponse.Status = .ok, at destination: Destination, notice: Notice? = nil,
        for context: VisitorContext
    ) -> Response {
        render(page, status, path: destination.path, notice: notice, visitor: context.visitor, session: context.session)
    }

    /// The same about one record: a change of language comes back to it.
    func page(
        _ page: some Page, status: HTTPResponse.Status = .ok, at destination: Destination, about record: String,
        for context: VisitorContext
    ) -> Response {
        let path = "\(destination.path)?\(FormField.id.rawValue)=\(record)"
        return render(page, status, path: path, notice: nil, visitor: context.visitor, session: context.session)
    }

    /// The page for somebody who is on the way in, and signed in nowhere yet.
    func page(
        _ page: some Page, status: HTTPResponse.Status = .ok, at destination: Destination, notice: Notice? = nil,
        for visitor: Visitor
    ) -> Response {
        render(page, status, path: destination.path, notice: notice, visitor: visitor, session: nil)
    }

    /// The same, by the context of an attempt.
    func page(
        _ page: some Page, status: HTTPResponse.Status = .ok, at destination: Destination, notice: Notice? = nil,
        for context: AttemptContext
    ) -> Response {
        self.page(page, status: status, at: destination, notice: notice, for: context.visitor)
    }

    /// The page for somebody who is signed in.
    func page(
        _ page: some Page, status: HTTPResponse.Status = .ok, at destination: Destination, notice: Notice? = nil,
        for context: SignedInContext
    ) -> Response {
        render(page, status, path: destination.path, notice: notice, visitor: context.visitor, session: context.session)
    }

    /// The same about one record: a change of language comes back to it.
    func page(
        _ page: some Page, at destination: Destination, about record: String, for context: SignedInContext
    ) -> Response {
        let path = "\(destination.path)?\(FormField.id.rawValue)=\(record)"
        return render(page, .ok, path: path, notice: nil, visitor: context.visitor, session: context.session)
    }

    /// The page of somebody who is not signed in and has asked for too many mails, or whose network has.
    func pause(_ pause: MailPause, again: Destination, for context: VisitorContext) -> Response {
        self.pause(pause, again: again, for: context.visitor)
    }

    /// The same for somebody who is on the way in.
    func pause(_ pause: MailPause, again: Destination, for visitor: Visitor) -> Response {
        let wait = seconds(until: pause.until)
        let cause: TooManyTriesPage.Cause = pause.cause == .network ? .mailsOfNetwork : .mailsOfAll
        var response = page(
            TooManyTriesPage(secondsLeft: wait, cause: cause, again: again), status: .tooManyRequests, at: again,
            for: visitor)
        response.headers[.retryAfter] = String(wait)
        return response
    }

    /// How many seconds a person is told to wait: rounded up, so that the first try after them is let through
    /// (RATE-21); the longest wait there is where none was said.
    func seconds(until end: Moment?) -> Int64 {
        guard let end else { return Limits.longestDelay.wholeSeconds }
        return max(1, (end - time.now() + .milliseconds(999)).wholeSeconds)
    }

    /// The page for an error, in the default language where the request did not get far enough to have one.
    func errorPage(
        _ status: HTTPResponse.Status, reference: String, retryAfter: Duration?, for visitor: Visitor?
    ) -> Response {
        let fault = ErrorPage.Fault(rawValue: status.code) ?? (status.code < 500 ? .badRequest : .serverFault)
        let page = ErrorPage(
            fault, correlationID: reference, retryAfterSeconds: retryAfter.map { max(1, $0.wholeSeconds) })
        return render(page, status, path: Destination.overview.path, notice: nil, visitor: visitor, session: nil)
    }

    private func render(
        _ page: some Page, _ status: HTTPResponse.Status, path: String, notice: Notice?, visitor: Visitor?,
        session: LiveSession?
    ) -> Response {
        let frame = Frame(
            language: session?.language ?? visitor?.client.language ?? defaultLanguage,
            formToken: visitor?.formToken ?? "", signedInName: session?.name, path: path, now: time.now(),
            notice: notice)
        return .html(pages.render(page, in: frame), status: status)
    }
}

extension Response {
    /// An HTML answer in UTF-8.
    static func html(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// The answer to every form that did something: go and look at `path` (RFC 9110 §15.4.4).
    static func seeOther(_ path: String) -> Response {
        Response(status: .seeOther, headers: [.location: path])
    }

    /// The same for a page of ours.
    static func seeOther(_ destination: Destination) -> Response { seeOther(destination.path) }

    /// The answer to a form that did something, with word of it on the next page.
    static func seeOther(_ destination: Destination, saying notice: Notice) -> Response {
        seeOther("\(destination.path)?\(NoticeQuery.name)=\(notice.rawValue)")
    }
}

/// Carries a notice across the redirect after a form. Only the names of known notices are read back.
enum NoticeQuery {
    static let name = "notice"

    static func notice(in request: Request) -> Notice? {
        request.uri.queryParameters[name[...]].flatMap { Notice(rawValue: String($0)) }
    }
}
