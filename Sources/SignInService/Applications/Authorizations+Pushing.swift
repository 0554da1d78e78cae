internal import Foundation
internal import Identity
package import OpenIDConnect
internal import Store

extension Authorizations {
    /// What `request_uri` of a request that was handed in begins with (RFC 9126 §2.2).
    private static let pushedPrefix = "urn:ietf:params:oauth:request_uri:"

    /// What an application gets for a request that it hands in.
    package struct Pushed: Sendable {
        package let requestURI: String
        package let life: Duration
    }

    /// Why a request is not taken.
    package enum PushRefusal: Error, Sendable, Hashable {
        case unreadable
        case refused(AuthorizationRequest.ErrorCode)
    }

    /// Takes a request that the application hands in by itself (RFC 9126): it is read now, and read again when a browser
    /// comes with its name.
    package func push(
        _ parameters: RequestParameters, by application: RegisteredApplication
    ) async throws -> Result<Pushed, PushRefusal> {
        guard !parameters.has("request_uri"), parameters["client_id"].map({ $0 == application.id.rawValue }) ?? true
        else { return .failure(.unreadable) }
        let name = environment.tokens.token()
        let hash = TokenHash(name).bytes
        do throws(AuthorizationRequest.Refusal) {
            _ = try AuthorizationRequest(
                parameters, of: application.id.rawValue, application.metadata, pushedAs: hash)
        } catch .here {
            return .failure(.unreadable)
        } catch .there(_, let code, _) {
            return .failure(.refused(code))
        }
        let now = environment.time.now()
        let record = PushedRequestRecord(
            application: application.id, content: Array(try JSONEncoder().encode(parameters.withoutCredentials)))
        try await environment.store.write { transaction in
            try transaction.keep(
                record, keyHash: hash, usableUntil: now + TokenLimits.pushedRequestLife,
                until: now + TokenLimits.requestLife)
        }
        return .success(Pushed(requestURI: Self.pushedPrefix + name.reveal(), life: TokenLimits.pushedRequestLife))
    }

    /// What a browser asks for: what stands in its address, or what that names.
    struct Wanted: Sendable {
        let parameters: RequestParameters
        /// The hash of the name, where it was handed in.
        let pushedAs: [UInt8]?
    }

    /// Looks up what was handed in. Whatever stands beside its name says the same or nothing (OP-25).
    ///
    /// - Returns: `nil` for a name that is unknown, over, or another application's.
    func wanted(_ parameters: RequestParameters, by application: ApplicationID) async throws -> Wanted? {
        guard let uri = parameters["request_uri"], uri.hasPrefix(Self.pushedPrefix) else {
            return Wanted(parameters: parameters, pushedAs: nil)
        }
        let now = environment.time.now()
        let hash = TokenHash(Secret(String(uri.dropFirst(Self.pushedPrefix.count)))).bytes
        let found = try await environment.store.read { try $0.pushedRequest(keyHash: hash, at: now) }
        guard let found, found.application == application else { return nil }
        let pushed = try JSONDecoder().decode(RequestParameters.self, from: Data(found.content))
        let own: Set<String> = ["request_uri", "client_id"]
        guard parameters.pairs.allSatisfy({ own.contains($0.name) || pushed[$0.name] == $0.value }) else { return nil }
        return Wanted(parameters: pushed, pushedAs: hash)
    }
}

extension RequestParameters {
    /// Without what an application shows who it is with.
    fileprivate var withoutCredentials: RequestParameters {
        let credentials: Set<String> = ["client_secret", "client_assertion", "client_assertion_type"]
        let kept = pairs.filter { !credentials.contains($0.name) }
        return RequestParameters(Dictionary(kept.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first }))
    }
}
