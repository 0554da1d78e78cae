import AuthenticatorCore
import HTTPTypes
import HummingbirdTesting
import Identity
import NIOCore
import ServiceFixtures
import SignInService
import Testing

/// A copy of the app that uses its own library, on one site.
struct TestApp: Sendable {
    let site: Site
    let saved: SavedInstallation
    var installation: AuthenticatorCore.Installation
    let approvalKey: SoftwareKey
    let test: Question

    /// Milliseconds since 1970.
    var now: Int64 { site.world.time.now().millisecondsSinceEpoch }

    /// Enrols by a link that the person's session makes, and answers the test.
    static func enrol(
        _ person: Person, _ site: Site, pin: String? = nil, answeringTest: Bool = true
    ) async throws -> TestApp {
        let app = try await enrol(by: try await link(for: person, site), site, pin: pin)
        if answeringTest { _ = try await app.answer(.approve(number: nil), to: app.test) }
        return app
    }

    @discardableResult
    static func enrol(by link: AppLink, _ site: Site, pin: String? = nil) async throws -> TestApp {
        guard case .enrol(let origin, let token) = link else { throw WrongLink() }
        let enrolment = Enrolment(
            with: token, at: origin, as: .init(name: "Pixel 8", platform: "Android", language: "en"),
            pin: try pin.map { try UnlockedPIN(chosen: $0) })
        let call = try enrolment.call(at: site.world.time.now().millisecondsSinceEpoch)
        let enrolled = try call.answer(to: try await exchange(call.request, site).forLibrary)
        let saved = try SavedInstallation(enrolled)
        return TestApp(
            site: site, saved: saved, installation: try saved.installation(), approvalKey: enrolment.approvalKey,
            test: enrolled.test)
    }

    /// The link that the page for adding a device shows.
    static func link(for person: Person, _ site: Site) async throws -> AppLink {
        let browser = site.browser()
        site.world.nextCode()
        try await browser.signIn(person, at: site.world.time.now())
        let token = try #require(await browser.sessionToken)
        let client = site.world.client()
        let session = try #require(try await site.world.services.sessions.live(Secret(token), from: client))
        guard case .link(let link, _) = try await site.world.services.installations.invite(by: session, from: client)
        else { throw WrongLink() }
        return try AppLink(parsing: "\(Site.origin)/app#enrol=\(link.reveal())")
    }

    /// Makes a call and reads its answer.
    func ask<Answer>(
        at moment: Int64? = nil, _ make: (AuthenticatorCore.Installation, Int64) throws -> Call<Answer>
    ) async throws -> Answer {
        let call = try make(installation, moment ?? now)
        return try call.answer(to: try await send(call.request).forLibrary)
    }

    /// What the server says, unread.
    func raw(
        _ make: (AuthenticatorCore.Installation, Int64) throws -> AuthenticatorCore.HTTPRequest
    ) async throws -> EndToEndTests.Answer {
        try await send(try make(installation, now))
    }

    func answer(_ decision: Decision, to question: Question) async throws -> AnswerResult {
        try await ask { try $0.answer(decision, to: question, approvalKey: approvalKey, at: $1) }
    }

    /// The one request that is open.
    func onlyQuestion() async throws -> Question {
        guard let id = try await ask({ try $0.overview(at: $1) }).questions.first else { throw ServerRefusal.notFound }
        return try await ask { try $0.question(id, at: $1) }
    }

    /// Begins to sign in somewhere, up to the number on the page.
    func signInStarts(_ person: Person) async throws -> (secret: Secret<String>, number: String) {
        let client = site.world.client()
        let services = site.world.services
        var secret: Secret<String>
        guard case .begun(let answer) = try await services.signIn.begin(person.address, from: client) else {
            throw WrongLink()
        }
        secret = try #require(answer.newSecret)
        let next = try await services.signIn.submit(password: person.password, to: secret, from: client)
        secret = next.newSecret ?? secret
        guard case .waiting(let view) = try await services.approvals.watch(secret, from: client) else {
            throw WrongLink()
        }
        return (secret, try #require(view.number).reveal())
    }

    func send(_ request: AuthenticatorCore.HTTPRequest) async throws -> EndToEndTests.Answer {
        try await Self.exchange(request, site)
    }

    /// The same with another version in its field than the one that was signed; `nil` leaves the field out.
    func send(
        _ request: AuthenticatorCore.HTTPRequest, version: String?
    ) async throws -> EndToEndTests.Answer {
        try await Self.exchange(request, site) { $0[Self.versionField] = version }
    }

    private static let versionField = HTTPField.Name("Aikagi-Protocol") ?? .accept

    private static func exchange(
        _ request: AuthenticatorCore.HTTPRequest, _ site: Site,
        changing change: (inout HTTPFields) -> Void = { _ in }
    ) async throws -> EndToEndTests.Answer {
        var headers: HTTPFields = [:]
        for field in request.fields {
            if let name = HTTPField.Name(field.name) { headers[name] = field.value }
        }
        change(&headers)
        let method = try #require(HTTPTypes.HTTPRequest.Method(request.method))
        let path = String(request.url.dropFirst(Site.origin.count))
        let response = try await site.client.executeRequest(
            uri: path, method: method, headers: headers,
            body: request.body.isEmpty ? nil : ByteBuffer(bytes: request.body))
        return EndToEndTests.Answer(response)
    }

    private struct WrongLink: Error {}
}

extension Answer {
    /// For the app's library to read.
    fileprivate var forLibrary: HTTPAnswer {
        HTTPAnswer(status: status, contentType: headers[.contentType], body: Array(text.utf8))
    }
}

extension World {
    /// A world at the address that the test framework speaks to, so that signatures are for the right server.
    static func ofApp() async throws -> World {
        guard let origin = PublicOrigin(Site.origin) else { throw NoOrigin() }
        return try await World { _, rules in ServiceSettings(origin: origin, rules: rules) }
    }

    private struct NoOrigin: Error {}
}
