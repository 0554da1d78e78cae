internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import Pages
internal import SignInService

extension VisitorContext {
    /// The token of the link that this browser has opened. Without one it is a token that no link has.
    var link: Secret<String> { Secret(visitor.cookies[.link] ?? "") }
}

extension Response {
    /// The answer to somebody who has just got an account: on to the second step, in the same browser.
    static func joined(_ attempt: Secret<String>) -> Response {
        var response = Response.seeOther(.secondStep)
        response.set(.attempt, to: attempt.reveal())
        response.forget(.link)
        return response
    }
}

extension PageRenderer {
    /// The page for a link that leads nowhere (any more).
    func linkGone(at destination: Destination, for context: VisitorContext) -> Response {
        var response = page(LinkGonePage(), status: .gone, at: destination, for: context)
        response.forget(.link)
        return response
    }
}

extension JoiningProblem {
    /// The words beside the field.
    var problem: Problem? {
        switch self {
        case .name(.missing): .nameMissing
        case .name(.tooLong(let maximum)): .nameTooLong(maximum: maximum)
        case .addressMissing: .identifierMissing
        case .addressUnreadable: .identifierUnreadable
        case .groupAddress: .groupAddress
        case .addressTaken: .identifierTaken
        case .password(let verdict): verdict.problem
        }
    }
}
