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
    init(_ options: CommonOptions, for given: SavedInstallation? = nil) throws {
        let person = Person(words: Words(options.language))
        let file = KeyFile(folder: options.folder)
        self.person = person
        self.file = file
        line = try ServerLine()
        saved = try person.reporting {
            try given ?? Self.chosen(from: file.installations(), options.account, person)
        }
    }

    private static func chosen(
        from all: [SavedInstallation], _ account: String?, _ person: Person
    ) throws -> SavedInstallation {
        let fitting = account.map { wanted in all.filter { $0.fullName.hasPrefix(wanted) } } ?? all
        guard let only = fitting.first else {
            person.warn(person.words.notEnrolled)
            throw Trouble()
        }
        guard fitting.count == 1 else {
            person.warn(person.words.whichAccount(fitting.map(\.fullName)))
            throw Trouble()
        }
        return only
    }

    /// Makes a call and reads its answer. A clock that is off is corrected, told, and the call made once more.
    func ask<Answer>(_ make: @Sendable (Installation, Int64) throws -> Call<Answer>) async throws -> Answer {
        do {
            return try await line.send(try make(try saved.installation(), Self.now))
        } catch ServerRefusal.clockOff(let serverTime) {
            var installation = try saved.installation()
            person.warn(words.clockOff(installation.clock.correct(serverTime: serverTime, now: Self.now)))
            saved.keep(installation.clock)
            try file.keep(saved)
            return try await line.send(try make(installation, Self.now))
        } catch ServerRefusal.gone(let reason) {
            person.warn(words.gone(reason.rawValue))
            try file.forget(saved)
            throw ServerRefusal.gone(reason)
        }
    }

    /// The bytes of the stream of events, as they come.
    func stream() async throws -> AsyncThrowingStream<[UInt8], any Error> {
        let request = try saved.installation().stream(at: Self.now)
        return try await line.stream(request)
    }

    /// The key that approves: asks for the PIN, unless it was typed in the last five minutes.
    func approvalKey() async throws -> SoftwareKey {
        if let unlocked, Self.now - unlocked.at < 300_000 { return keep(unlocked.key) }
        guard saved.hasPIN else { return keep(try saved.approvalKey()) }
        while true {
            guard let pin = try await typedPIN() else { throw Trouble() }
            do {
                let share = try await ask { installation, now in try installation.unlock(pin, at: now) }
                return keep(try saved.approvalKey(pin: pin, share: share))
            } catch ServerRefusal.pinWrong(let left) {
                person.warn(words.pinWrong(left))
            }
        }
    }

    private func keep(_ key: SoftwareKey) -> SoftwareKey {
        unlocked = (key, Self.now)
        return key
    }

    /// Forgets the key that approves, before its time.
    func lock() {
        unlocked = nil
    }

    /// The codes, opened by the PIN, which no server sees.
    func codes() async throws -> (codes: CodeKeeper, pin: UnlockedPIN?) {
        guard saved.hasPIN else { return (try saved.codes(), nil) }
        while true {
            guard let pin = try await typedPIN() else { throw Trouble() }
            do {
                return (try saved.codes(pin: pin), pin)
            } catch is SavedInstallation.CannotOpen {
                person.warn(words.pinWrongHere)
            }
        }
    }

    /// Keeps codes that were added.
    func keep(_ codes: CodeKeeper, pin: UnlockedPIN?) throws {
        try saved.keep(codes, pin: pin)
        try file.keep(saved)
    }

    /// Forgets this installation.
    func forget() throws {
        try file.forget(saved)
    }

    /// Moves the chain on by which the server notices copies.
    func beat() async throws {
        let link = saved.chainLink
        saved.keep(chainLink: try await ask { installation, now in try installation.heartbeat(link, at: now) })
        try file.keep(saved)
    }

    /// What a code is made for: the server's time, as far as it is known.
    func serverTime() throws -> Int64 {
        Self.now + (try saved.installation()).clock.offset
    }

    private func typedPIN() async throws -> UnlockedPIN? {
        while let text = await person.askSecretly(words.pin) {
            do {
                return try saved.pin(typed: text.trimmingCharacters(in: .whitespaces))
            } catch let refusal as UnlockedPIN.Refusal {
                person.warn(words.refused(refusal))
            }
        }
        return nil
    }

    /// Milliseconds since 1970 by this machine's clock.
    static var now: Int64 { Int64(Date().timeIntervalSince1970 * 1_000) }
}

extension SavedInstallation {
    /// The account, and where: one person may have the same address on two servers.
    fileprivate var fullName: String { "\(identifier) \(origin)" }
}

extension Words {
    /// Why a text is no PIN.
    func refused(_ refusal: UnlockedPIN.Refusal) -> String {
        switch refusal {
        case .tooShort: pinTooShort
        case .tooLong: pinTooLong
        case .notDigits: pinNotDigits
        case .tooSimple: pinTooSimple
        }
    }
}
