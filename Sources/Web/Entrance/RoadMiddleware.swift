internal import HTTPTypes
internal import Hummingbird
internal import Pages
internal import SignInService

/// Keeps a browser on the road it is on. Whoever opens a page of another road in the middle of a sign-in, by a bookmark
/// or the back button, is led to where the sign-in stands, and loses nothing.
struct RoadMiddleware: RouterMiddleware {
    /// The road of the pages below.
    let road: Roads.Road
    let roads: Roads

    func handle(
        _ request: Request, context: AttemptContext, next: (Request, AttemptContext) async throws -> Response
    ) async throws -> Response {
        let response = try await next(request, context)
        // Only an answer that knows nothing of this attempt leads back to the start: who is on the right road pays nothing.
        guard response.status == .seeOther, response.headers[.location] == road.start.path,
            let other = try await roads.road(of: context.attempt), other != road
        else { return response }
        return .seeOther(other.middle)
    }
}

extension Roads.Road {
    /// Where the road begins.
    fileprivate var start: Destination {
        switch self {
        case .signIn: .signIn
        case .passwordReset: .passwordReset
        case .registration: .register
        }
    }

    /// A page that shows where the attempt stands, or leads there.
    fileprivate var middle: Destination {
        switch self {
        case .signIn: .password
        case .passwordReset: .passwordResetCode
        case .registration: .registerVerify
        }
    }
}
