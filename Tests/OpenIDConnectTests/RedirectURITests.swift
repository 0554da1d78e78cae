import OpenIDConnect
import Testing

@Suite struct RedirectURITests {
    private static let tricks = [
        "https://app.example.com/callback/", "https://app.example.com/callback/extra",
        "https://app.example.com/callbac",
        "https://app.example.com.evil.test/callback", "https://app.example.com/x/../callback",
        "https://app.example.com/%2e%2e/callback", "https://app.example.com/%252f/callback",
        "https://app.example.com/..;/callback", "https://app.example.com@evil.test/callback",
        "https://app.example.com\\@evil.test/callback", "https://app.example.com/callback\t",
        "https://app.example.com/callback\n", "HTTPS://app.example.com/callback", "https://APP.example.com/callback",
        "https://app.example.com:8443/callback", "https://app.example.com:443/callback",
        "https://app.example.com/callback?next=/", "https://app.example.com/callback#x",
        "http://app.example.com/callback",
        "https://appaexample.com/callback", "https://[::1]/callback", "javascript:alert(1)", "data:text/html,x",
        "http://localhost.evil.test/callback", "//app.example.com/callback", "/callback", "", "https://evil.test",
    ]

    @Test(arguments: tricks) func `OP-06: an address is compared as text, and nothing near it is it`(_ trick: String)
        throws
    {
        let registered = try RedirectURI(registering: "https://app.example.com/callback")
        #expect(!registered.matches(trick))
        #expect(registered.matches("https://app.example.com/callback"))
    }

    @Test(arguments: [
        "javascript:alert(1)", "data:text/html,x", "https://app.example.com/callback#x",
        "https://*.example.com/callback",
        "https://user@app.example.com/", "http://app.example.com/callback", "http://localhost.evil.test/", "callback",
        "https:///callback", "https://app.example.com\\@evil.test/", "https://app example.com/", "file:///etc/passwd",
        "https://app.example.com:0/", "https://app.example.com:port/", "myapp:/callback", "",
    ])
    func `OP-06: what could be read in two ways, or is no place of an application, is not registered`(_ text: String) {
        #expect(throws: RedirectURI.Refusal.self) { try RedirectURI(registering: text) }
    }

    @Test func `OP-07: of a loopback address the port may vary, and nothing else`() throws {
        let registered = try RedirectURI(registering: "http://127.0.0.1/callback")
        #expect(registered.matches("http://127.0.0.1:49152/callback"))
        for other in [
            "http://127.0.0.1:49152/other", "http://127.0.0.1:0/callback", "http://127.0.0.1:99999/callback",
            "https://127.0.0.1:49152/callback", "http://localhost:49152/callback", "http://127.0.0.2:49152/callback",
            "http://[::1]:49152/callback", "http://127.0.0.1.evil.test/callback",
            "http://127.0.0.1:49152@evil.test/callback",
            "http://127.0.0.1:49152/callback?x=1", "http://127.0.0.1evil/callback",
        ] {
            #expect(!registered.matches(other), "\(other)")
        }
        let six = try RedirectURI(registering: "http://[::1]:1234/callback")
        #expect(six.matches("http://[::1]:5678/callback"))
        let name = try RedirectURI(registering: "http://localhost:3000/callback")
        #expect(!name.matches("http://localhost:3001/callback"))
    }

    @Test func `a program may have a scheme of its own that names its domain`() throws {
        let own = try RedirectURI(registering: "com.example.app:/callback")
        #expect(own.matches("com.example.app:/callback"))
        #expect(RedirectURI.origin(of: own.text) == nil)
        #expect(RedirectURI.origin(of: "https://app.example.com:8443/callback?x") == "https://app.example.com:8443")
    }
}
