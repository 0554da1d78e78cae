internal import AuthenticatorCore
internal import Foundation
internal import HTTPTransfer

/// One run of a command for one installation: what is kept, the line to the server, and the person.
///
/// An actor, because the stream and the person's answers change what is kept at the same time.
actor Session {
    nonisolated let person: Person
    private let file: KeyFile
    private let line: ServerLine
    private(set) var saved: SavedInstallation
    private var unlocked: (key: SoftwareKey, at: Int64)?

    nonisolated var words: Words { person.words }

    /// The installation that the options mean, unless one is given. Says what is wrong before it throws.
    ///
    /// - Parameter origin: The server that the command is for, where something else than the person names one.
    init(_ options: CommonOptions, for given: SavedInstallation? = nil, at origin: ServerOrigin? = nil) throws {
        let person = Person(options)
        let file = KeyFile(folder: options.folder)
        self.person = person
        self.file = file
        line = try ServerLine()
        saved = try person.reporting {
            if let given { return given }
            return try Choosing(all: try file.installations(), person: person)
                .installation(of: options.account, at: origin)
        }
    }

    // MARK: Asking the server

    /// Makes a call and reads its answer. A clock that is off is corrected, told, and the call made once more.
    func ask<Answer>(_ make: @Sendable (Installation, Int64) throws -> Call<Answer>) async throws -> Answer {
        try await inTime { try await line.send(try make($0, Self.now)) }
    }

    /// The bytes of the stream of events, as they come.
    func stream() async throws -> AsyncThrowingStream<[UInt8], any Error> {
        try await inTime { try await line.stream(try $0.stream(at: Self.now)) }
    }

    private func inTime<Value>(_ body: (Installation) async throws -> Value) async throws -> Value {
        if let ending = saved.ending {
            person.warn(words.gone(ending.rawValue))
            throw ServerRefusal.gone(ending)
        }
        do {
            return try await body(try saved.installation())
        } catch ServerRefusal.clockOff(let serverTime) {
            var clock = saved.clock
            person.warn(words.clockOff(clock.correct(serverTime: serverTime, now: Self.now)))
            try change { $0.keep(clock) }
            return try await body(try saved.installation())
        } catch ServerRefusal.gone(let reason) {
            try end(because: reason)
            throw ServerRefusal.gone(reason)
        } catch ServerRefusal.pinDestroyed {
            try change { $0.end(because: .revoked) }
            throw ServerRefusal.pinDestroyed
        }
    }

    /// Moves the chain on by which the server notices copies.
    func beat() async throws {
        let link = saved.chainLink
        let next = try await ask { installation, now in try installation.heartbeat(link, at: now) }
        try change { $0.keep(chainLink: next) }
    }

    // MARK: What is kept

    /// Notes that the installation has ended, and says why. The codes stay.
    func end(because reason: ServerRefusal.Ending) throws {
        person.warn(words.gone(reason.rawValue))
        try change { $0.end(because: reason) }
    }

    /// Forgets this installation.
    func forget() throws {
        try file.forget(saved)
    }

    private func change(_ change: (inout SavedInstallation) throws -> Void) throws {
        guard let now = try file.change(saved, change) else {
            // Another run has signed it out meanwhile.
            person.warn(words.notEnrolled)
            throw Trouble(.notReady)
        }
        saved = now
    }

    /// What a code is made for: the server's time, as far as it is known.
    func serverTime() -> Int64 { Self.now + saved.clock.offset }

    // MARK: Behind the lock

    /// The key that approves: asks for the PIN, unless it was typed in the last five minutes.
    func approvalKey() async throws -> SoftwareKey {
        if let unlocked, Self.now - unlocked.at < 300_000 { return keep(unlocked.key) }
        return try await unlock().key
    }

    /// The key that approves, and the PIN that it was asked for by.
    func unlock() async throws -> (key: SoftwareKey, pin: UnlockedPIN?) {
        // Another run may have set another lock.
        try change { _ in }
        guard saved.hasPIN else { return (keep(try saved.approvalKey()), nil) }
        while true {
            let pin = try await typedPIN(words.pin)
            do {
                let share = try await ask { installation, now in try installation.unlock(pin, at: now) }
                return (keep(try saved.approvalKey(pin: pin, share: share)), pin)
            } catch ServerRefusal.pinWrong(let left) {
                person.warn(words.pinWrong(left))
            }
        }
    }

    private func keep(_ key: SoftwareKey) -> SoftwareKey {
        unlocked = (key, Self.now)
        return key
    }

    /// Sets another lock, and carries the codes over behind it.
    func changeLock(to pin: UnlockedPIN?, from old: (key: SoftwareKey, pin: UnlockedPIN?)) async throws {
        // Read before anything is changed: codes that can't be carried over stop it here.
        let codes = try saved.codes(pin: old.pin)
        let lock = LockChange(to: pin)
        let changed = try await ask { installation, now in
            try installation.changeLock(to: lock, from: old.pin, approvalKey: old.key, at: now)
        }
        try change { try $0.keep(changed, codes: codes) }
        unlocked = nil
    }

    /// The codes, opened by the PIN, which no server sees.
    func codes(_ question: String? = nil) async throws -> (codes: CodeKeeper, pin: UnlockedPIN?) {
        guard saved.hasPIN else { return (try saved.codes(), nil) }
        while true {
            let pin = try await typedPIN(question ?? words.pin)
            do {
                return (try saved.codes(pin: pin), pin)
            } catch is SavedInstallation.CannotOpen {
                person.warn(words.pinWrongHere)
            }
        }
    }

    /// Changes the codes that are kept.
    func changeCodes(pin: UnlockedPIN?, _ body: (inout CodeKeeper) throws -> Void) throws {
        try change { saved in
            var codes = try saved.codes(pin: pin)
            try body(&codes)
            try saved.keep(codes, pin: pin)
        }
    }

    private func typedPIN(_ question: String) async throws -> UnlockedPIN {
        while let text = await person.askSecretly(question) {
            do {
                return try saved.pin(typed: text.trimmingCharacters(in: .whitespaces))
            } catch let refusal as UnlockedPIN.Refusal {
                person.warn(words.refused(refusal))
            }
        }
        throw Trouble()
    }

    /// Milliseconds since 1970 by this machine's clock.
    static var now: Int64 { Int64(Date().timeIntervalSince1970 * 1_000) }
}
