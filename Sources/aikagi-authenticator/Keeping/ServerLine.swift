internal import AuthenticatorCore
internal import HTTPTransfer

/// The line to the server.
struct ServerLine: Sendable {
    private let client: HTTPClient

    init() throws {
        // AuthenticatorCore lets plain http through for this very machine only.
        client = try HTTPClient(HTTPClientSettings(allowsPlainText: true, silenceTimeout: .seconds(45)))
    }

    /// Sends a call and reads its answer.
    func send<Answer>(_ call: Call<Answer>) async throws -> Answer {
        let response = try await client.send(try Self.request(call.request))
        return try call.answer(
            to: HTTPAnswer(
                status: response.status, contentType: response.head["content-type"], body: response.body))
    }

    /// Opens a stream.
    func stream(_ request: AuthenticatorCore.HTTPRequest) async throws -> AsyncThrowingStream<[UInt8], any Error> {
        let stream = try await client.stream(try Self.request(request))
        guard stream.status == 200 else {
            var body: [UInt8] = []
            for try await piece in stream.body where body.count < 65_536 { body += piece }
            let refused = HTTPAnswer(status: stream.status, contentType: stream.head["content-type"], body: body)
            throw ServerRefusal.reading(refused)
        }
        return stream.body
    }

    private static func request(_ request: AuthenticatorCore.HTTPRequest) throws -> HTTPTransfer.HTTPRequest {
        guard let method = HTTPTransfer.HTTPRequest.Method(rawValue: request.method) else {
            throw TransferFault.unusable("method \(request.method)")
        }
        return HTTPTransfer.HTTPRequest(
            method, request.url, fields: request.fields.map { (name: $0.name, value: $0.value) }, body: request.body)
    }
}
