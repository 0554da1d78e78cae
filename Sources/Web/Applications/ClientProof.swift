internal import HTTPTypes
internal import Hummingbird
internal import OpenIDConnect
internal import SignInService

/// Finds out which application asks, from what it proves itself with.
struct ClientProof: Sendable {
    let applications: Applications
    let addresses: AddressFinder
    let tries: SecretTries
    /// How an assertion may name this server: the issuer, or the endpoint that most libraries put there.
    let names: Set<String>

    /// The application that a request comes from.
    func application(
        _ request: Request, _ parameters: RequestParameters, _ context: ConnectionContext
    ) async throws -> RegisteredApplication {
        let credentials = try ClientCredentials(authorization: request.headers[.authorization], parameters)
        let network = network(of: request, context)
        if let wait = tries.wait(for: credentials.application, in: network) {
            throw ApplicationError(status: .tooManyRequests, "slow_down", retryAfter: wait)
        }
        guard let application = try await applications.authenticate(credentials, addressedTo: names) else {
            tries.noteFailure(in: network)
            throw TokenRequest.ErrorCode.invalidClient
        }
        tries.noteSuccess(of: credentials.application, in: network)
        return application
    }

    func network(of request: Request, _ context: ConnectionContext) -> String {
        addresses.address(of: request, from: context.peer)?.network ?? "unknown"
    }

    /// The address as a person reads it.
    func place(of request: Request, _ context: ConnectionContext) -> String {
        addresses.address(of: request, from: context.peer).map { "\($0)" } ?? ""
    }
}
