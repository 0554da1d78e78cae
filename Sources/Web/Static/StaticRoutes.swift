internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Pages

/// Styles, scripts and pictures, from memory: no request reaches the file system (HTTP-08).
struct StaticRoutes: Sendable {
    /// Bodies by path, made once.
    private let answers: [String: Response]
    private let favicon: Response?

    init(_ files: StaticFiles) {
        answers = files.byPath.mapValues(Self.answer)
        favicon = files.favicon.map(Self.answer)
    }

    func add(to router: Router<ConnectionContext>) {
        router.get(Paths.staticPattern, use: file)
        router.get(Paths.favicon) { _, _ in
            favicon ?? Self.nothingHere
        }
    }

    @Sendable private func file(_ request: Request, _ context: ConnectionContext) -> Response {
        answers[request.uri.path] ?? Self.nothingHere
    }

    /// Not a page: whoever asks here is a browser, or somebody who tries paths.
    private static let nothingHere = Response(status: .notFound)

    private static func answer(with file: StaticFile) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: file.contentType,
                // The path changes with the content, so an answer never grows old.
                .cacheControl: "public, max-age=31536000, immutable",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: file.bytes)))
    }
}
