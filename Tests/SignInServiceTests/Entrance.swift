import Identity
import OneTimeCodes
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import Testing

// What tests of joining and of password resets have in common.

/// A password that may be had, and stands alone.
let newPassword = "violet tram over water"

extension Administration.HandedLink {
    /// The secret part of the address.
    var token: Secret<String> {
        Secret(String(address.reveal().split(separator: "/").last ?? ""))
    }
}

extension JoiningOutcome {
    var attempt: Secret<String>? {
        if case .joined(let secret) = self { secret } else { nil }
    }

    var problems: [JoiningProblem] {
        if case .rejected(let problems) = self { problems } else { [] }
    }

    var isGone: Bool {
        if case .gone = self { true } else { false }
    }
}

extension World {
    func setUpLink() async throws -> Secret<String> {
        try #require(try await services.administration.makeSetUpLink()).token
    }

    func invite(_ address: String = "grace@example.org", role: AccountRecord.Role = .person) async throws
        -> Secret<String>
    {
        let outcome = try await services.administration.invite(
            .init(address: address, name: "Grace", language: .english, role: role))
        guard case .invited(_, let link) = outcome else { throw NotInvited() }
        return link.token
    }

    struct NotInvited: Error {}

    /// Finishes the set-up with proper values, or with others in their place.
    func finishSetUp(
        _ link: Secret<String>, address: String = "root@example.org", password: String = newPassword
    ) async throws -> JoiningOutcome {
        try await services.setUp.finish(
            SetUp.Form(name: "Root", address: address, password: password), with: link, from: client())
    }

    func take(_ link: Secret<String>, password: String = newPassword) async throws -> JoiningOutcome {
        try await services.invitations.take(link, name: "Grace", password: password, from: client())
    }

    /// Enrols an app and backup codes in an attempt that stands there.
    ///
    /// - Returns: the answer to the last step.
    func enrol(in attempt: Secret<String>, from client: Client? = nil) async throws -> SignInAnswer? {
        let client = client ?? self.client()
        guard case .addApp(let app, nil) = try await services.signIn.enrolment(attempt, from: client) else {
            return nil
        }
        let proven = try await services.signIn.submit(
            newAppCode: try code(of: app), named: "Phone", to: attempt, from: client)
        guard case .saveCodes(let codes, false) = proven else { return nil }
        let group = String(codes.codes[codes.asked - 1].reveal().dropFirst(10).prefix(5))
        let last = try await services.signIn.submit(codeGroup: group, to: attempt, from: client)
        guard case .elsewhere(let answer) = last else { return nil }
        return answer
    }

    /// What the new app shows now.
    func code(of app: Enrolling.AppSecret) throws -> String {
        let uri = try OTPAuthURI(parsing: app.link.reveal())
        let step = uri.totp.step(at: time.now().secondsSinceEpoch)
        return try #require(uri.totp.code(atStep: step)).text
    }

    func countAccounts() async throws -> Int { try await store.read { try $0.countAccounts() } }
}

/// How many of `count` requests at once say yes.
func countYes(of count: Int, _ ask: @escaping @Sendable (Int) async throws -> Bool) async throws -> Int {
    try await withThrowingTaskGroup(of: Bool.self) { group in
        for index in 0..<count { group.addTask { try await ask(index) } }
        return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
}
