internal import Hummingbird
internal import Identity
internal import OpenIDConnect
internal import Pages
internal import SignInService
internal import StrictJSON

extension ProviderRoutes {
    /// `POST /par`: an application hands in what it will ask (RFC 9126).
    @Sendable func push(_ request: Request, _ context: ConnectionContext) async throws -> Response {
        let parameters = try await request.applicationParameters()
        let application = try await proof.application(request, parameters, context)
        switch try await services.authorizations.push(parameters, by: application) {
        case .success(let pushed):
            return .json(
                .object([
                    "request_uri": .string(pushed.requestURI), "expires_in": .integer(pushed.life.wholeSeconds),
                ]), status: .created)
        case .failure(.unreadable): throw TokenRequest.ErrorCode.invalidRequest
        case .failure(.refused(let code)): throw ApplicationError(status: .badRequest, code.rawValue)
        }
    }

    /// `POST /device_authorization`: a device begins to wait (RFC 8628 §3.1).
    @Sendable func beginDevice(_ request: Request, _ context: ConnectionContext) async throws -> Response {
        let parameters = try await request.applicationParameters()
        let application = try await proof.application(request, parameters, context)
        let scopes = Scope.list(in: parameters["scope"] ?? "")
        let place = proof.place(of: request, context)
        switch try await services.deviceSignIns.begin(scopes, for: application, from: place) {
        case .success(let started): return .json(document(of: started))
        case .failure(let code): throw code
        }
    }

    /// RFC 8628 §3.2.
    private func document(of started: DeviceSignIns.Started) -> JSONValue {
        let origin = services.authorizations.issuer
        return .object([
            "device_code": .string(started.deviceCode.reveal()), "user_code": .string(started.userCode.text),
            "verification_uri": .string(origin + Destination.deviceEntry.path),
            "verification_uri_complete": .string(origin + Destination.deviceEntry(of: started.userCode)),
            "expires_in": .integer(started.life.wholeSeconds), "interval": .integer(started.pace.wholeSeconds),
        ])
    }
}
