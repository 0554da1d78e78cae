internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Pages

/// The web app's files, from memory: no request reaches the file system (HTTP-08).
///
/// They are the same for everybody and need no session; what the app knows comes from the API, signed.
struct AppRoutes: Sendable {
    private let answers: [String: Response]

    init(_ files: AppFiles) {
        answers = files.byPath.mapValues(Self.answer)
    }

    func add(to router: Router<ConnectionContext>) {
        router.get(Paths.appShell, use: file)
        router.get(Paths.appPattern, use: file)
    }

    @Sendable private func file(_ request: Request, _ context: ConnectionContext) -> Response {
        answers[request.uri.path] ?? Response(status: .notFound)
    }

    private static func answer(with entry: AppFiles.Entry) -> Response {
        var headers: HTTPFields = [
            .contentType: entry.file.contentType
        ]
        switch entry.kind {
        case .shell:
            headers[.cacheControl] = "no-cache"
            // The app reads QR codes; no page does.
            headers["Permissions-Policy"] = "camera=(self), geolocation=(), microphone=(), payment=(), usb=()"
        case .worker:
            headers[.cacheControl] = "no-cache"
            // The script lies below the shell, which it has to serve as well.
            headers["Service-Worker-Allowed"] = Paths.app
        case .lasting:
            headers[.cacheControl] = "public, max-age=86400"
        case .immutable:
            headers[.cacheControl] = "public, max-age=31536000, immutable"
        }
        return Response(
            status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: entry.file.bytes)))
    }
}

extension HTTPFields {
    /// A field that HTTPTypes has no name for; a name that can't be one is a mistake of ours that shows in a test.
    fileprivate subscript(_ name: String) -> String? {
        get { HTTPField.Name(name).flatMap { self[$0] } }
        set {
            if let field = HTTPField.Name(name) { self[field] = newValue }
        }
    }
}
