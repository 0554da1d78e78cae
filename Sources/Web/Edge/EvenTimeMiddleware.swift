internal import HTTPTypes
internal import Hummingbird

/// Answers the forms of people who are not signed in no sooner than a fixed time after they came in.
///
/// What the server reads and writes for an address that somebody has differs from what it does for one that nobody has:
/// an account to look at, a mail to put down. Evening out each step by work for nothing would have to be thought of again
/// with every change; a common floor far above that work holds for all of them (RATE-15). Checking a password takes
/// longer than the floor, and the same for everybody because it is done for everybody.
struct EvenTimeMiddleware: RouterMiddleware {
    let floor: Duration
    let clock: any Clock<Duration>

    func handle(
        _ request: Request, context: VisitorContext, next: (Request, VisitorContext) async throws -> Response
    ) async throws -> Response {
        guard floor > .zero, request.method == .post, context.session == nil else {
            return try await next(request, context)
        }
        return try await notSooner(on: clock) { try await next(request, context) }
    }

    private func notSooner<Ticking: Clock>(on clock: Ticking, _ answer: () async throws -> Response) async throws
        -> Response where Ticking.Duration == Duration
    {
        let end = clock.now.advanced(by: floor)
        let result: Result<Response, any Error>
        do { result = .success(try await answer()) } catch { result = .failure(error) }
        if clock.now < end { try await clock.sleep(until: end, tolerance: .zero) }
        return try result.get()
    }
}
