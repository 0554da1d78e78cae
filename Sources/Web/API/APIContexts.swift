internal import ApprovalProtocol
internal import Foundation
internal import Hummingbird
internal import Identity
internal import SignInService

/// The context of what anybody may ask: where it comes from.
struct CallerContext: ChildRequestContext {
    var coreContext: CoreRequestContextStorage
    let client: Client

    init(context: ConnectionContext) throws {
        guard let caller = context.caller else { throw PageError.fault("a route outside the app's middleware") }
        coreContext = context.coreContext
        client = caller.client
    }
}

/// The context of what an installation asks, pending or not: whose it is, and that it has signed this request.
struct InstallationContext: ChildRequestContext {
    var coreContext: CoreRequestContextStorage
    let client: Client
    let installation: LiveInstallation

    init(context: ConnectionContext) throws {
        guard let caller = context.caller, let installation = caller.installation else {
            throw APIProblem(.unknownInstallation)
        }
        coreContext = context.coreContext
        client = caller.client
        self.installation = installation
    }

    /// The body of the request, which the signature covers.
    func body<Body: Decodable>(_ type: Body.Type) throws -> Body {
        try Body(strictJSON: installation.request.content.body)
    }

    /// The id in the path.
    func id() throws -> String { try parameters.require("id") }
}

/// The context of what only an installation may ask that has answered its test.
struct ActiveContext: ChildRequestContext {
    var coreContext: CoreRequestContextStorage
    let inner: InstallationContext

    init(context: InstallationContext) throws {
        guard !context.installation.isPending else { throw APIProblem(.notAllowed, because: "pending") }
        coreContext = context.coreContext
        inner = context
    }

    var client: Client { inner.client }
    var installation: LiveInstallation { inner.installation }
}
