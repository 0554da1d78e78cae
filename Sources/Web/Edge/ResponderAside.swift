internal import Hummingbird

/// Lets each request be answered in a task of its own, and its connection wait for that.
///
/// A task keeps the memory of its deepest call until it ends, and a connection's task ends with the connection: middleware,
/// a handler and what they call left some forty kilobytes with every connection that was idle or had a stream open.
struct ResponderAside<Inner: HTTPResponder>: HTTPResponder where Inner.Context: Sendable {
    private let inner: Inner

    init(_ inner: Inner) {
        self.inner = inner
    }

    func respond(to request: Request, context: Inner.Context) async throws -> Response {
        async let response = inner.respond(to: request, context: context)
        return try await response
    }
}
