import HTTPTypes
import Identity
import Pages
import PasswordHashing
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import TestSupport
import Testing
import Web

/// A fault of the world never lets anyone in.
@Suite struct `A fault` {
    /// What every check of a sign-in rests on; without any one of them there is no session.
    @Test(arguments: ["throttle", "session", "audit", "audit_head", "code_app", "attempt", "known_browser", "password"])
    func `FLOW-25, FLOW-10, ADM-17, HTTP-19: no session when the table behind a check is gone`(table: String)
        async throws
    {
        let world = try await World()
        let ada = try await world.person("ada")
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.open(.signIn)
            try await browser.submit([.identifier: ada.address], to: .signIn)
            try await browser.submit([.password: ada.password], to: .password)
            try world.database.tell("ALTER TABLE \(table) RENAME TO \(table)_gone")
            let answer = try await browser.submit([.code: ada.code(at: world.time.now())], to: .code)
            #expect(answer.status == 500, "\(answer.status)")
            #expect(await browser.sessionToken == nil)
            #expect(!answer.says("SQL") && !answer.says(table))
            #expect(answer.says("For your help desk"))
            try world.database.tell("ALTER TABLE \(table)_gone RENAME TO \(table)")

            // What the broken transaction began is undone: the same code is still good (ONCE-15).
            try await browser.open(.code)
            let again = try await browser.submit([.code: ada.code(at: world.time.now())], to: .code)
            #expect(again.place == Destination.overview.path)
        }
    }

    /// The same for an approval, of a person or an administrator: what it rests on is there or nobody gets in.
    @Test(
        arguments: ["approval_request", "installation", "throttle", "session", "audit", "attempt"],
        [AccountRecord.Role.person, .administrator])
    func `PUSH-15: no session by an approval when a table behind it is gone`(
        table: String, role: AccountRecord.Role
    ) async throws {
        let world = try await World()
        let ada = try await world.person("ada", holding: [.backupCodes], role: role)
        let phone = try await world.phone(of: ada.account)
        try await Site.serve(world) { site in
            let browser = site.browser()
            let number = try await browser.passFirstStep(as: ada).shownNumber
            #expect(try await world.approve(on: phone, number: number) == .approved)
            try await browser.open(.approval)
            try world.database.tell("ALTER TABLE \(table) RENAME TO \(table)_gone")
            let answer = try await browser.submit(to: .approval)
            #expect(answer.status == 500, "\(answer.status)")
            #expect(await browser.sessionToken == nil)
            try world.database.tell("ALTER TABLE \(table)_gone RENAME TO \(table)")

            // The approval that was not taken is still there.
            try await browser.open(.approval)
            #expect(try await browser.submit(to: .approval).place == Destination.overview.path)
        }
    }

    @Test(arguments: ["approval_request", "installation", "push_message"])
    func `PUSH-15: when nobody can be asked the sign-in ends in an error, not in a session`(table: String)
        async throws
    {
        let world = try await World()
        let ada = try await world.person("ada", holding: [.backupCodes])
        let phone = try await world.phone(of: ada.account)
        try await world.subscribe(phone)
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.open(.signIn)
            try await browser.submit([.identifier: ada.address], to: .signIn)
            try world.database.tell("ALTER TABLE \(table) RENAME TO \(table)_gone")
            #expect(try await browser.submit([.password: ada.password], to: .password).status == 500)
            #expect(await browser.sessionToken == nil)
            try world.database.tell("ALTER TABLE \(table)_gone RENAME TO \(table)")
            #expect(try await !browser.isSignedIn())
        }
    }

    @Test func `REL-27: too many passwords at once are a 503 with a time to come back, and health goes on`()
        async throws
    {
        let world = try await World(cost: try Argon2Cost(memory: 8_192, passes: 4, lanes: 1))
        let ada = try await world.person("ada")
        try await Site.serve(world) { site in
            let statuses = try await withThrowingTaskGroup(of: Answer.self) { group in
                for _ in 0..<600 {
                    group.addTask {
                        let browser = site.browser()
                        try await browser.open(.signIn)
                        // Each under a name of its own, so that the throttle is not what refuses.
                        let name = "\(UInt64.random(in: 0 ... .max))@example.org"
                        try await browser.submit([.identifier: name], to: .signIn)
                        return try await browser.submit([.password: ada.password], to: .password)
                    }
                }
                return try await group.reduce(into: [Answer]()) { $0.append($1) }
            }
            let busy = statuses.filter { $0.status == 503 }
            #expect(!busy.isEmpty)
            #expect(busy.allSatisfy { $0.headers[.retryAfter] != nil })
            #expect(statuses.allSatisfy { [422, 429, 503].contains($0.status) })
            #expect(try await site.browser().open("/livez").status == 200)
        }
    }

    @Test func `PWD-05: fifty megabytes of password at once are refused before any is hashed`() async throws {
        let world = try await World()
        let ada = try await world.person("ada")
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.open(.signIn)
            try await browser.submit([.identifier: ada.address], to: .signIn)
            let token = try #require(await browser.page.forms.first?.hidden["formToken"])
            let before = world.environment.passwords.processorTime
            let huge = String(repeating: "x", count: 1 << 20)
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<50 {
                    group.addTask {
                        let fields = ["formToken": token, "password": huge]
                        return try await browser.post(fields, to: Destination.password.path).status
                    }
                }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(statuses == Array(repeating: 413, count: 50))
            // One that is short enough for a form and too long for a password is wrong, without being hashed either.
            let long = try await browser.submit([.password: String(repeating: "x", count: 2_000)], to: .password)
            #expect(long.status == 422)
            #expect(world.environment.passwords.processorTime == before)
            #expect(try await browser.submit([.password: ada.password], to: .password).place == Destination.code.path)
        }
    }

    @Test func `PWD-16: a password in an address is not read`() async throws {
        let world = try await World()
        let ada = try await world.person("ada")
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.open(.signIn)
            try await browser.submit([.identifier: ada.address], to: .signIn)
            let query = "password=correct%20horse%20battery"
            _ = try await browser.send(.get, "\(Destination.password.path)?\(query)")
            let token = await browser.page.forms.first?.hidden["formToken"] ?? ""
            let answer = try await browser.post(["formToken": token], to: "\(Destination.password.path)?\(query)")
            #expect(answer.status == 422)
            #expect(try await browser.open(.code).place == Destination.password.path)
        }
    }

    @Test func `REL-55: readiness is not liveness`() async throws {
        let world = try await World()
        try await Site.serve(world) { site in
            let browser = site.browser()
            #expect(try await browser.send(.get, "/readyz").status == 200)
            try world.database.tell("ALTER TABLE audit_head RENAME TO audit_head_gone")
            #expect(try await browser.send(.get, "/readyz").status == 503)
            #expect(try await browser.send(.get, "/livez").status == 200)
        }
    }
}
