import HTTPTypes
import ServiceFixtures
import Testing
import Web

@Suite struct `The web app's files` {
    @Test func `SESS-15: come with a policy as strict as the pages' own`() async throws {
        try await Site.serve(try await World()) { site in
            let browser = site.browser()
            for path in [Paths.app, "\(Paths.app)/sw.js", "\(Paths.app)/manifest.webmanifest"] {
                let answer = try await browser.send(.get, path)
                #expect(answer.status == 200, "\(path)")
                let policy = try #require(answer.headers[.contentSecurityPolicy])
                #expect(policy.contains("default-src 'none'") && policy.contains("worker-src 'self'"))
                #expect(policy.contains("connect-src 'self'") && !policy.contains("unsafe"))
                #expect(answer.headers[.xContentTypeOptions] == "nosniff")
                #expect(answer.setCookies.isEmpty, "the app needs no cookie")
            }
        }
    }

    @Test func `a new version is seen at once, and its modules are kept for ever`() async throws {
        try await Site.serve(try await World()) { site in
            let browser = site.browser()
            let shell = try await browser.send(.get, Paths.app)
            #expect(shell.headers[.cacheControl] == "no-cache")
            #expect(shell.headers[.contentType] == "text/html; charset=utf-8")
            #expect(shell.header("Permissions-Policy")?.contains("camera=(self)") == true)

            let worker = try await browser.send(.get, "\(Paths.app)/sw.js")
            #expect(worker.headers[.cacheControl] == "no-cache")
            #expect(worker.header("Service-Worker-Allowed") == Paths.app)

            let main = try #require(shell.text.firstMatch(of: #/src="(\/app\/[0-9a-f]{16}\/main\.js)"/#)?.output.1)
            let module = try await browser.send(.get, String(main))
            #expect(module.headers[.contentType] == "text/javascript; charset=utf-8")
            #expect(module.headers[.cacheControl]?.contains("immutable") == true)
        }
    }

    @Test(arguments: [
        "/app/nothing", "/app/0123456789abcdef/main.js", "/app/%2e%2e/strings/en.json", "/app/index.html",
    ])
    func `HTTP-08: nothing else is below it`(path: String) async throws {
        try await Site.serve(try await World()) { site in
            let answer = try await site.browser().send(.get, path)
            #expect(answer.status == 404)
        }
    }
}
