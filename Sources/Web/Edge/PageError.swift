internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Pages
internal import SignInService

/// What can end a request other than its own page.
///
/// This file is the only one that says which HTTP status a thing is.
enum PageError: Error {
    /// The request makes no sense to a form of ours. The reason goes to the log, not to the page.
    case badRequest(String)
    /// A form without a token of ours, or sent by another site.
    case forgedForm
    /// The page is for people who are signed in.
    case signInFirst
    /// The page belongs to a sign-in that is over or never began.
    case startAgain
    /// A sensitive change without a fresh proof; the person comes back to `path` after it.
    case stepUpFirst(returnTo: String)
    case notFound
    case methodNotAllowed(allowed: [HTTPRequest.Method])
    case tooLarge
    /// A host name that is not ours (HTTP-01).
    case misdirected
    case tooManyRequests(retryAfter: Duration)
    /// A part that this answer needs is down or full; it may be back soon.
    case unavailable(retryAfter: Duration)
    /// A mistake in this program, described for the log.
    case fault(String)
}

/// What an error means on the wire.
enum ErrorAnswer {
    case redirect(to: String)
    case page(HTTPResponse.Status, retryAfter: Duration? = nil, allowed: [HTTPRequest.Method] = [])
}

extension ErrorAnswer {
    init(_ error: any Error) {
        self =
            switch error {
            case let error as PageError: ErrorAnswer(pageError: error)
            case let error as HTTPError: .page(error.status)
            case is NIOTooManyBytesError: .page(.contentTooLarge)
            default:
                PassingFault(error).map { ErrorAnswer.page(.serviceUnavailable, retryAfter: $0.retryAfter) }
                    ?? .page(.internalServerError)
            }
    }

    private init(pageError: PageError) {
        self =
            switch pageError {
            case .badRequest: .page(.badRequest)
            case .forgedForm: .page(.forbidden)
            case .signInFirst, .startAgain: .redirect(to: Destination.signIn.path)
            case .stepUpFirst(let path): .redirect(to: Destination.stepUp(returningTo: path))
            case .notFound: .page(.notFound)
            case .methodNotAllowed(let allowed): .page(.methodNotAllowed, allowed: allowed)
            case .tooLarge: .page(.contentTooLarge)
            case .misdirected: .page(.misdirectedRequest)
            case .tooManyRequests(let wait): .page(.tooManyRequests, retryAfter: wait)
            case .unavailable(let wait): .page(.serviceUnavailable, retryAfter: wait)
            case .fault: .page(.internalServerError)
            }
    }
}
