internal import Hummingbird
internal import NIOCore
internal import Pages

/// What browsers and password managers look up about passkeys. It is the same for everybody and names nobody.
struct WellKnownRoutes: Sendable {
    /// Whose pages may use our passkeys; of this list nothing comes from a request (WAA-19).
    let origins: [String]
    let origin: String

    func add(to router: Router<ConnectionContext>) {
        let related = Self.json("{\"origins\":[\(origins.sorted().map { "\"\($0)\"" }.joined(separator: ","))]}")
        let add = origin + Destination.keyAdd.path
        let list = origin + Destination.keys.path
        let endpoints = Self.json("{\"enroll\":\"\(add)\",\"manage\":\"\(list)\"}")
        router.get(Paths.relatedOrigins) { _, _ in related }
        router.get(Paths.passkeyEndpoints) { _, _ in endpoints }
    }

    private static func json(_ text: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
