internal import HTTPTypes
internal import Hummingbird

/// Knows which methods each path has, so that a wrong one is told apart from a wrong path (HTTP-11).
struct MethodTable: Sendable {
    private let methods: [[String]: [HTTPRequest.Method]]

    init(_ routes: [Router<ConnectionContext>.RouteDescription]) {
        methods = Dictionary(
            grouping: routes, by: { $0.path.description.split(separator: "/").map(String.init) }
        ).mapValues { $0.map(\.method) }
    }

    /// `methodNotAllowed` in place of a 404 for a path that exists with another method.
    func refined(_ error: any Error, for request: Request) -> any Error {
        guard (error as? HTTPError)?.status == .notFound else { return error }
        let allowed = allowed(at: request.uri.path)
        return allowed.isEmpty ? error : PageError.methodNotAllowed(allowed: allowed)
    }

    private func allowed(at path: String) -> [HTTPRequest.Method] {
        let segments = path.split(separator: "/").map(String.init)
        let match = methods.first { pattern, _ in
            pattern.count == segments.count
                && zip(pattern, segments).allSatisfy { $0 == $1 || $0.hasPrefix("{") }
        }
        return (match?.value ?? []).sorted { $0.rawValue < $1.rawValue }
    }
}
