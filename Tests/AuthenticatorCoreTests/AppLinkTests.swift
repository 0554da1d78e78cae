import AuthenticatorCore
import Testing

@Suite struct `A link for the app` {
    private static let token = "k9X0o2mF1b8TtVY3JcQe6hLzRn7uSgWd5iPaMxB4vEA"

    @Test(arguments: [
        "https://id.example.org", "https://id.example.org:8443", "http://localhost:8080", "http://a.id.localhost",
        "http://[::1]:8080",
    ])
    func `is read as servers write it`(origin: String) throws {
        guard case .enrol(let server, let token) = try AppLink(parsing: "\(origin)/app#enrol=\(Self.token)") else {
            Issue.record("not for enrolling")
            return
        }
        #expect(server.text == origin && token == Self.token)
        guard case .signIn(_, let code) = try AppLink(parsing: "\(origin)/app#scan=\(Self.token)") else {
            Issue.record("not for signing in")
            return
        }
        #expect(code == Self.token)
    }

    @Test(arguments: [
        "http://id.example.org", "http://192.0.2.7", "http://localhost.evil.test", "http://notlocalhost",
        "javascript://localhost",
        "aikagi://id.example.org", "https://id.example.org@evil.test", "https://id.example.org:password@evil.test",
        "https://ID.example.org", "https://id.example.org.", "https://id..example.org", "https://-id.example.org",
        "https://id.example.org:443", "https://id.example.org:0443", "https://id.example.org:0",
        "https://id.example.org:65536",
        "https://id.example.org:", "https://", "https:/id.example.org", "https://例え.jp", "https://id%2eexample.org",
        "https://id.example.org\\@evil.test", "https://id.example.org ", " https://id.example.org",
        "http://localhost:80",
        "https://[::1", "https://[::1]x", "ftp://id.example.org", "//id.example.org", "",
    ])
    func `QR-03: leads to no server by another scheme, a name before the host, an odd port or an odd host`(
        origin: String
    ) {
        #expect(throws: AppLink.Refusal.self) { try AppLink(parsing: "\(origin)/app#enrol=\(Self.token)") }
    }

    @Test(arguments: [
        ("/app", AppLink.Refusal.notForTheApp), ("/app#", .notForTheApp), ("/app#enrol", .notForTheApp),
        ("/app/#enrol=\(token)", .notForTheApp), ("/app/../app#enrol=\(token)", .notForTheApp),
        ("/app?x=1#enrol=\(token)", .notForTheApp), ("/APP#enrol=\(token)", .notForTheApp),
        ("//app#enrol=\(token)", .notForTheApp), ("/#enrol=\(token)", .notForTheApp),
        ("/app#enrol=\(token)#scan=\(token)", .notForTheApp), ("/app#delete=\(token)", .unknownPurpose),
        ("/app#Enrol=\(token)", .unknownPurpose), ("/app#enrol=", .brokenToken), ("/app#enrol=abc", .brokenToken),
        ("/app#enrol=\(token)A", .brokenToken), ("/app#enrol=\(token)&scan=1", .brokenToken),
        ("/app#enrol=\(token.dropLast())", .brokenToken), ("/app#enrol=\(token.dropLast())+", .brokenToken),
        ("/app#enrol=" + String(repeating: "A", count: 600), .tooLong),
    ])
    func `QR-03: has one path, one purpose and one whole token`(rest: String, refusal: AppLink.Refusal) {
        #expect(throws: refusal) { try AppLink(parsing: "https://id.example.org\(rest)") }
    }

    @Test func `QR-03, QR-07: of another server, or for enrolling, is never sent to the own one`() throws {
        let installation = Installation(
            origin: try #require(ServerOrigin("https://id.example.org")), id: "i1", account: "a1",
            contactKey: SoftwareKey())
        for link in [
            "https://id.example.com/app#scan=", "https://id.example.org:8443/app#scan=",
            "https://id.example.org/app#enrol=",
        ] {
            let parsed = try AppLink(parsing: link + Self.token)
            #expect(throws: Installation.OtherServer.self) { try installation.takeOn(parsed, at: 0) }
        }
        let own = try AppLink(parsing: "https://id.example.org/app#scan=" + Self.token)
        #expect(try installation.takeOn(own, at: 0).request.url == "https://id.example.org/api/v1/scans")
    }

    @Test(arguments: ["", "../../account", "a/b", "a?b", "a#b", "a b", "é", String(repeating: "a", count: 65)])
    func `PUSH-11: whoever sent a push, its id is asked of the own server alone, and leads to no other path`(id: String)
        throws
    {
        let installation = Installation(
            origin: try #require(ServerOrigin("https://id.example.org")), id: "i1", account: "a1",
            contactKey: SoftwareKey())
        let request = try installation.question(id, at: 0).request
        #expect(request.url == "https://id.example.org/api/v1/requests/0")
    }
}
