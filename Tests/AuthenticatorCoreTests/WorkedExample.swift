import AuthenticatorCore

// The example of docs/app.md, word for word: a test holds the two against each other.

// begin
/// What the library leaves to the app.
protocol Surroundings: Sendable {
    /// Sends a request as it is, and follows no redirect.
    func send(_ request: HTTPRequest) async throws -> HTTPAnswer
    /// Writes to where only this app reads, before it returns.
    func keep(_ saved: SavedInstallation) throws
    /// Milliseconds since 1970.
    func now() -> Int64
    func shows(_ warning: String) async
    func asksForPIN() async -> String
    func asks(_ question: Question) async -> Decision
}

/// A phone that is one of an account's devices, or becomes one.
actor Phone {
    private let around: any Surroundings
    private(set) var saved: SavedInstallation

    /// One that was kept.
    init(_ saved: SavedInstallation, around: any Surroundings) {
        (self.saved, self.around) = (saved, around)
    }

    /// Becomes one by the link that the camera has read, after the person has seen `origin` and said yes.
    init(link: String, name: String, pin: String, around: any Surroundings) async throws {
        guard case .enrol(let origin, let token) = try AppLink(parsing: link) else {
            throw AppLink.Refusal.unknownPurpose
        }
        let enrolment = Enrolment(
            with: token, at: origin, as: .init(name: name, platform: "iOS", language: "en"),
            pin: try UnlockedPIN(chosen: pin))
        let call = try enrolment.call(at: around.now())
        let enrolled = try call.answer(to: try await around.send(call.request))
        (saved, self.around) = (try SavedInstallation(enrolled), around)
        // Kept first: from now on the server knows this phone. Then the test, by which it becomes live.
        try around.keep(saved)
        let test = enrolled.test
        try await ask { try $0.arrived(test.id, at: $1) }
        _ = try await ask {
            try $0.answer(.approve(number: nil), to: test, approvalKey: enrolment.approvalKey, at: $1)
        }
    }

    /// Answers the question whose id a push or the stream has brought.
    func answer(_ id: String) async throws -> AnswerResult {
        // At once, before anything is shown: the page that waits knows by this that the phone is there.
        try await ask { try $0.arrived(id, at: $1) }
        let question = try await ask { try $0.question(id, at: $1) }
        try await ask { try $0.shown(id, at: $1) }
        while true {
            let decision = await around.asks(question)
            do {
                // Refusing needs no key, so it needs no PIN.
                guard case .approve = decision else {
                    return try await ask { try $0.answer(decision, to: question, approvalKey: nil, at: $1) }
                }
                let key = try await approvalKey()
                return try await ask { try $0.answer(decision, to: question, approvalKey: key, at: $1) }
            } catch ServerRefusal.wrongNumber(let triesLeft) {
                await around.shows("That is not the number. Tries left: \(triesLeft)")
            }
        }
    }

    /// The code for signing in without a network. The PIN is held against what is kept and nothing else.
    func code() async throws -> String? {
        let pin = try saved.pin(typed: await around.asksForPIN())
        let time = around.now() + saved.clock.offset
        return try saved.codes(pin: pin).own?.code(at: time).code
    }

    /// Once a day, one at a time: by this the server notices a copy of the phone's storage.
    func beat() async throws {
        let link = saved.chainLink
        saved.keep(chainLink: try await ask { try $0.heartbeat(link, at: $1) })
        try around.keep(saved)
    }

    private func approvalKey() async throws -> SoftwareKey {
        let pin = try saved.pin(typed: await around.asksForPIN())
        let share = try await ask { try $0.unlock(pin, at: $1) }
        return try saved.approvalKey(pin: pin, share: share)
    }

    /// Sends a call; once more if the server says what time it is, and never again if the phone has ended.
    private func ask<Answer>(_ make: (Installation, Int64) throws -> Call<Answer>) async throws -> Answer {
        do {
            return try await send(try make(try saved.installation(), around.now()))
        } catch ServerRefusal.clockOff(let serverTime) {
            var clock = saved.clock
            let seconds = clock.correct(serverTime: serverTime, now: around.now())
            await around.shows("This phone's clock is \(seconds) seconds fast. Set it to automatic.")
            saved.keep(clock)
            try around.keep(saved)
            return try await send(try make(try saved.installation(), around.now()))
        } catch ServerRefusal.gone(let reason) {
            saved.end(because: reason)
            try around.keep(saved)
            throw ServerRefusal.gone(reason)
        }
    }

    private func send<Answer>(_ call: Call<Answer>) async throws -> Answer {
        try call.answer(to: try await around.send(call.request))
    }
}
// end
