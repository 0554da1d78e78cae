internal import ApprovalProtocol
internal import Bytes

/// Makes signed requests for one key of one server.
struct RequestSigner: Sendable {
    let origin: ServerOrigin
    let keyID: String
    let key: any SigningKey
    var clock: ServerClock

    func request(_ route: Route, body: [UInt8] = [], at now: Int64) throws -> HTTPRequest {
        let content = RequestContent(
            method: route.method, authority: origin.authority, path: route.path, contentType: Self.contentType,
            body: body)
        let parameters = try SignatureParameters(
            created: clock.time(at: now) / 1_000,
            nonce: Base64.url.encode(RandomBytes.make(SignatureParameters.nonceLength)), keyID: keyID)
        let request = RequestToSign(content, parameters: parameters)
        var fields = request.fields(signature: try key.sign(request.bytesToSign)).map {
            HTTPRequest.Field(name: $0.name, value: $0.value)
        }
        fields.append(.init(name: "accept", value: route.accepts))
        if !body.isEmpty { fields.append(.init(name: "content-type", value: Self.contentType)) }
        return HTTPRequest(method: route.method, url: origin.text + route.path, fields: fields, body: body)
    }

    private static let contentType = "application/json"
}

/// A route of docs/formats/app-api.md.
enum Route {
    case server, enrol, installation, heartbeat, stream, unlock, signOut, rename, restriction, scan
    case request(id: String)
    case receipt(of: String)
    case answer(to: String)
    case lost(device: String)
    case primary(device: String)

    var method: String {
        switch self {
        case .server, .installation, .stream, .request: "GET"
        case .enrol, .heartbeat, .unlock, .signOut, .scan, .receipt, .answer, .lost, .primary: "POST"
        case .rename: "PATCH"
        case .restriction: "PUT"
        }
    }

    var path: String { "/api/v1" + place }

    var accepts: String {
        if case .stream = self { "text/event-stream" } else { "application/json, application/problem+json" }
    }

    private var place: String {
        switch self {
        case .server: "/server"
        case .enrol: "/installations"
        case .installation, .rename: "/installation"
        case .heartbeat: "/installation/heartbeat"
        case .stream: "/installation/stream"
        case .unlock: "/installation/unlock"
        case .signOut: "/installation/sign-out"
        case .restriction: "/account/restriction"
        case .scan: "/scans"
        case .request(let id): "/requests/\(Self.segment(id))"
        case .receipt(let id): "/requests/\(Self.segment(id))/receipts"
        case .answer(let id): "/requests/\(Self.segment(id))/answer"
        case .lost(let device): "/devices/\(Self.segment(device))/lost"
        case .primary(let device): "/devices/\(Self.segment(device))/primary"
        }
    }

    /// An id as part of a path. Ids are letters and digits; whatever else a push or a stream says is one becomes an id
    /// that nothing has.
    private static func segment(_ id: String) -> String {
        let isPlain =
            (1...64).contains(id.utf8.count)
            && id.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x41...0x5A).contains($0) || (0x30...0x39).contains($0)
            }
        return isPlain ? id : "0"
    }
}
