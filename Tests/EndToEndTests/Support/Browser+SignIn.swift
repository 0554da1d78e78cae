import Identity
import Pages
import ServiceFixtures
import SignInPolicy
import Web

extension Browser {
    /// Signs a person in by its pages: identifier, password, and the app's code if they have one.
    ///
    /// - Parameter address: another one of theirs.
    @discardableResult
    func signIn(_ person: Person, as address: String? = nil, at now: Moment) async throws -> Answer {
        try await open(.signIn)
        try await submit([.identifier: address ?? person.address], to: .signIn)
        let answer = try await submit([.password: person.password], to: .password)
        guard person.app != nil else { return answer }
        return try await submit([.code: person.code(at: now)], to: .code)
    }

    /// Proves oneself on the step-up page that is open, with the app's code.
    @discardableResult
    func stepUp(_ person: Person, at now: Moment) async throws -> Answer {
        person.app == nil
            ? try await submit([.password: person.password], to: .stepUp)
            : try await submit([.code: person.code(at: now)], to: .stepUp)
    }

    var sessionToken: String? { cookies["__Host-aikagi-session"] }
}

extension World {
    /// Moves time to the next step of the authenticator apps, so that their code is a new one.
    func nextCode() { time.advance(by: .seconds(Limits.totpPeriod)) }

    /// Moves time on until a sign-in of now is too old for a sensitive change.
    func letFreshnessPass() { time.advance(by: Limits.stepUpLife + .seconds(1)) }
}
