import HTTPTypes
import Identity
import ServiceFixtures
import SignInPolicy
import Testing
import Web

/// What the interface of the app does with requests that no app of ours would send, however well they are signed.
@Suite struct `Requests of a stranger app` {
    private static let name = "/api/v1/installation"

    private func serve(
        limits: AppRequestLimits = AppRequestLimits(), _ test: @Sendable (RawApp) async throws -> Void
    ) async throws {
        let world = try await World.ofApp()
        let phone = try await world.phone(of: try await world.person().account)
        try await Site.serve(world, appRequests: limits) { try await test(RawApp(site: $0, phone: phone)) }
    }

    @Test(arguments: [
        #"{"name":"A","name":"B"}"#, #"{"name":"A","n\u0061me":"B"}"#, #"{"name":"A"} {}"#, #"{"name":"A"}]"#, "",
        #"{"name":"A","x":1e400}"#, #"{"name":"A","x":0.1}"#, #"{"name":"A","x":123456789012345678901}"#,
        #"{"name":"A","x":NaN}"#, #"{"name":"A","x":"\ud800"}"#, #"{"name":"A",}"#, "\u{FEFF}{\"name\":\"A\"}",
        "{\"name\":\"A\",\"x\":" + String(repeating: "[", count: 20_000), #"{"name":"#, "{'name':'A'}",
    ])
    func `HTTP-06: a body that can be read in two ways, or in none, is refused and changes nothing`(
        body: String
    ) async throws {
        try await serve { app async throws in
            let answer = try await app.send(.patch, Self.name, body: body)
            #expect(answer.status == 400)
            #expect(answer.headers[.contentType] == "application/problem+json")
            #expect(answer.text.contains("\"code\":\"badInput\"") && answer.text.contains("did not understand"))
            #expect(try await app.send(.get, Self.name).text.contains("\"name\":\"Pixel 8\""))
        }
    }

    @Test func `HTTP-06: a body that is not UTF-8 is refused`() async throws {
        try await serve { app async throws in
            for text: [UInt8] in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80]] {
                let body = Array("{\"name\":\"".utf8) + text + Array("\"}".utf8)
                #expect(try await app.send(.patch, Self.name, body: body).status == 400)
            }
        }
    }

    @Test func `members that nobody knows are passed over, and JSON of another form is 422`() async throws {
        try await serve { app async throws in
            let later = #"{"name":"Work phone","later":{"a":[1,null,{"b":"c"}]}}"#
            #expect(try await app.send(.patch, Self.name, body: later).status == 204)
            #expect(try await app.send(.get, Self.name).text.contains("\"name\":\"Work phone\""))
            for body in ["{}", "[]", "null", #"{"name":7}"#] {
                #expect(try await app.send(.patch, Self.name, body: body).status == 422)
            }
        }
    }

    @Test(arguments: [
        "text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-16", "application/jsonp",
        "application/json, text/plain",
    ])
    func `HTTP-06: a body of another type is refused for its type`(type: String) async throws {
        try await serve { app async throws in
            let body = Array(#"{"name":"A"}"#.utf8)
            let answer = try await app.send(.patch, Self.name, body: body, type: type)
            #expect(answer.status == 415 && answer.text.contains("\"badInput\""))
            #expect(try await app.send(.patch, Self.name, body: body).status == 204)
        }
    }

    @Test func `an installation that asks too often waits some seconds, and others do not`() async throws {
        try await serve(limits: AppRequestLimits(ofInstallation: 6)) { app async throws in
            let other = RawApp(
                site: app.site,
                phone: try await app.site.world.phone(of: try await app.site.world.person("eve").account))
            for _ in 0..<6 { #expect(try await app.send(.get, Self.name).status == 200) }
            let refused = try await app.send(.get, Self.name)
            #expect(refused.status == 429 && refused.text.contains("\"code\":\"slowDown\""))
            #expect(refused.headers[.retryAfter] == "10" && refused.text.contains("\"retryAfter\":10"))
            #expect(try await other.send(.get, Self.name).status == 200)
            app.site.world.time.advance(by: .seconds(10))
            #expect(try await app.send(.get, Self.name).status == 200)
        }
    }

    @Test func `a network that asks too often waits, before anything is looked up`() async throws {
        try await serve(limits: AppRequestLimits(ofNetwork: 3)) { app async throws in
            for _ in 0..<3 { #expect(try await app.send(.get, "/api/v1/server").status == 200) }
            for path in ["/api/v1/server", Self.name, "/api/v1/nothing"] {
                let refused = try await app.send(.get, path)
                #expect(refused.status == 429 && refused.headers[.retryAfter] == "20")
            }
        }
    }

    @Test func `wrong signatures make a network wait, but not the devices that are known there`() async throws {
        try await serve(limits: AppRequestLimits(failures: 4)) { app async throws in
            #expect(try await app.send(.get, Self.name).status == 200)
            for count in 0..<4 {
                #expect(try await app.send(.get, Self.name, as: "stranger\(count)").status == 401)
            }
            let refused = try await app.send(.get, Self.name, as: "stranger")
            #expect(refused.status == 429 && refused.headers[.retryAfter] == "150")
            #expect(try await app.send(.get, Self.name).status == 200)
        }
    }
}
