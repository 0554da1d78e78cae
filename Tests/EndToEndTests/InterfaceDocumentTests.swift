import ApprovalProtocol
import Foundation
import HTTPTypes
import ServiceFixtures
import Testing

/// `/api/v1/openapi.json` against the routes that there are. What they answer is held against it by the browser tests.
@Suite struct `The document of the app's interface` {
    private struct Document: Decodable {
        struct Operation: Decodable {
            let operationId: String
            let security: [[String: [String]]]
        }
        struct Server: Decodable { let url: String }

        let openapi: String
        let servers: [Server]
        let paths: [String: [String: Operation]]
    }

    private func read(_ site: Site) async throws -> Document {
        let answer = try await site.browser().send(.get, "/api/v1/openapi.json")
        #expect(answer.status == 200 && answer.headers[.contentType] == "application/json")
        return try JSONDecoder().decode(Document.self, from: Data(answer.text.utf8))
    }

    @Test func `HTTP-17: names every route of the interface, and no other`() async throws {
        try await Site.serve(try await World()) { site in
            let document = try await read(site)
            #expect(document.openapi == "3.1.0" && document.servers.map(\.url) == [ProtocolPaths.base])
            let described = document.paths.flatMap { path, operations in
                operations.keys.map { "\($0.uppercased()) \(ProtocolPaths.base)\(path)" }
            }
            let routed = site.routes.filter { $0.path.hasPrefix(ProtocolPaths.base) && $0.method != "HEAD" }
            #expect(Set(described) == Set(routed.map { "\($0.method) \($0.path)" }))
            #expect(described.count == routed.count)
            for route in ProtocolPaths.allCases { #expect(described.contains("\(route.method) \(route.pattern)")) }
        }
    }

    @Test func `HTTP-17: says of each route whether it asks for a signature, as it does`() async throws {
        try await Site.serve(try await World()) { site in
            let document = try await read(site)
            for (path, operations) in document.paths {
                for (method, operation) in operations {
                    let verb = try #require(HTTPRequest.Method(method.uppercased()))
                    let place = ProtocolPaths.base + path.replacing("{id}", with: "aaaaaaaaaaaaaaaaaaaaaaaaaa")
                    let status = try await site.browser().send(verb, place).status
                    // Unsigned, and so without a version of the protocol.
                    #expect((status == 426) == !operation.security.isEmpty, "\(operation.operationId): \(status)")
                }
            }
        }
    }
}
