internal import ApprovalProtocol
internal import Bytes

/// Makes signed requests for one key of one server.
struct RequestSigner: Sendable {
    let origin: ServerOrigin
    let keyID: String
    let key: any SigningKey
    var clock: ServerClock

    func request(_ route: ProtocolPaths, of id: String = "", body: [UInt8] = [], at now: Int64) throws -> HTTPRequest {
        let path = route.path(of: id)
        let content = RequestContent(
            method: route.method, authority: origin.authority, path: path, contentType: Self.contentType,
            body: body)
        let parameters = try SignatureParameters(
            created: clock.time(at: now) / 1_000,
            nonce: Base64.url.encode(RandomBytes.make(SignatureParameters.nonceLength)), keyID: keyID)
        let request = RequestToSign(content, parameters: parameters)
        var fields = request.fields(signature: try key.sign(request.bytesToSign)).map {
            HTTPRequest.Field(name: $0.name, value: $0.value)
        }
        let accepts = route == .stream ? "text/event-stream" : "application/json, application/problem+json"
        fields.append(.init(name: "accept", value: accepts))
        if !body.isEmpty { fields.append(.init(name: "content-type", value: Self.contentType)) }
        return HTTPRequest(method: route.method, url: origin.text + path, fields: fields, body: body)
    }

    private static let contentType = "application/json"
}
