import ApprovalProtocol
import Bytes
import HTTPTypes
import HummingbirdTesting
import Identity
import NIOCore
import ServiceFixtures
import SignInService

/// Sends what the app's own library would never send, and signs it well.
struct RawApp: Sendable {
    let site: Site
    let phone: Phone

    /// - Parameter key: another key ID than the phone's, under the phone's signature.
    func send(
        _ method: HTTPRequest.Method, _ path: String, body: [UInt8] = [], type: String? = "application/json",
        as key: String? = nil
    ) async throws -> Answer {
        let content = RequestContent(
            method: method.rawValue, authority: "localhost", path: path, contentType: type ?? "", body: body)
        let nonce = Base64.url.encode(site.world.environment.tokens.random(16))
        let fields = try phone.fields(for: content, nonce: nonce, at: site.world.time.now())
        var headers: HTTPFields = [:]
        for field in fields {
            guard let name = HTTPField.Name(field.name), field.name.lowercased() != "content-type" else { continue }
            headers[name] = key.map { field.value.replacing(phone.id.rawValue, with: $0) } ?? field.value
        }
        if let type, !body.isEmpty { headers[.contentType] = type }
        let response = try await site.client.executeRequest(
            uri: path, method: method, headers: headers, body: body.isEmpty ? nil : ByteBuffer(bytes: body))
        return Answer(response)
    }

    func send(_ method: HTTPRequest.Method, _ path: String, body: String) async throws -> Answer {
        try await send(method, path, body: Array(body.utf8))
    }
}
