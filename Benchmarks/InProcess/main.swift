// Figures of the use cases without HTTP: password sign-ins and the share of the processor that is Argon2id; checks of
// app codes, each with its durable mark against replay. `Benchmarks/run` builds it for release and prints it with the
// figures over HTTP.

import Foundation
import Identity
import PasswordHashing
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import TestSupport

#if canImport(Glibc)
    import Glibc
#endif

/// Processor time of this process so far, user and system, in seconds.
func processorSeconds() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
}

func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
}

/// Runs `count` pieces of work, `width` at a time, and gives the wall time.
func measured(_ count: Int, width: Int, _ work: @escaping @Sendable (Int) async throws -> Void) async throws -> Double {
    let start = ContinuousClock.now
    try await withThrowingTaskGroup(of: Void.self) { group in
        for lane in 0..<width {
            group.addTask {
                for index in stride(from: lane, to: count, by: width) { try await work(index) }
            }
        }
        try await group.waitForAll()
    }
    return seconds(ContinuousClock.now - start)
}

/// What went wrong, so that a figure of failures is never taken for one of successes.
struct NotSignedIn: Error {
    let what: String
}

func benchmarkSignIns() async throws {
    let world = try await World(.sqlite, cost: .recommended)
    let people = 16
    var persons: [Person] = []
    for index in 0..<people { persons.append(try await world.person("person\(index)")) }
    let count = 160
    let everybody = persons
    let processor = processorSeconds()
    let hashing = seconds(world.environment.passwords.processorTime)
    let wall = try await measured(count, width: people) { index in
        let person = everybody[index % people]
        let client = world.client()
        guard let secret = try await world.begin(person.address, from: client) else { throw NotSignedIn(what: "begin") }
        let answer = try await world.services.signIn.submit(password: person.password, to: secret, from: client)
        guard answer.newSecret != nil else { throw NotSignedIn(what: "\(answer.outcome)") }
    }
    let used = processorSeconds() - processor
    let hashed = seconds(world.environment.passwords.processorTime) - hashing
    print("password_steps_per_second \(Double(count) / wall)")
    print("password_step_processor_ms \(used / Double(count) * 1000)")
    print("password_step_outside_argon2_ms \((used - hashed) / Double(count) * 1000)")
    print("password_step_outside_argon2_percent \((used - hashed) / used * 100)")
}

func benchmarkCodeChecks() async throws {
    let world = try await World(.sqlite)
    let count = 4_000
    var persons: [Person] = []
    var secrets: [Secret<String>] = []
    for index in 0..<count { persons.append(try await world.person("person\(index)", holding: [.app])) }
    for person in persons {
        let client = world.client()
        guard let secret = try await world.begin(person.address, from: client) else { throw NotSignedIn(what: "begin") }
        let answer = try await world.services.signIn.submit(password: person.password, to: secret, from: client)
        guard let half = answer.newSecret else { throw NotSignedIn(what: "\(answer.outcome)") }
        secrets.append(half)
    }
    let (everybody, attempts) = (persons, secrets)
    // The whole second step: code, replay mark, session, audit row, all in one durable commit.
    let steps = try await measured(count, width: 256) { index in
        let code = everybody[index].code(at: world.time.now())
        let answer = try await world.services.signIn.submit(appCode: code, to: attempts[index], from: world.client())
        guard case .signedIn = answer.outcome else { throw NotSignedIn(what: "\(answer.outcome)") }
    }
    print("second_steps_to_a_session_per_second \(Double(count) / steps)")

    // The check and its mark alone.
    world.time.advance(by: .seconds(60))
    let now = world.time.now()
    let step = now.secondsSinceEpoch / Int64(Limits.totpPeriod)
    let marks = try await measured(count * 4, width: 256) { index in
        let person = everybody[index % count]
        guard let app = person.app else { return }
        let marked = try await world.store.write { try $0.spend(step: step + Int64(index / count), of: app, at: now) }
        guard marked else { throw NotSignedIn(what: "replayed") }
    }
    print("replay_marks_per_second \(Double(count * 4) / marks)")
}

/// A passkey with nothing typed: the question, and the signature with counter, session and audit row.
func benchmarkPasskeys() async throws {
    let world = try await World(.sqlite, rules: SignInRules(methods: SignInRules.builtMethods))
    let count = 2_000
    var keys: [SoftKey] = []
    for index in 0..<count {
        let person = try await world.person("person\(index)", holding: [.app])
        let client = world.client()
        guard let session = try await world.signIn(person, from: client),
            let live = try await world.services.sessions.live(session.token, from: client)
        else { throw NotSignedIn(what: "person") }
        keys.append(try await world.add(SoftKey(), to: person, by: live))
    }
    let everybody = keys
    let signing = processorSeconds()
    var forged = keys[0]
    for _ in 0..<count { _ = try forged.sign(#"{"challenge":"AA","rpId":"localhost"}"#) }
    let ofClient = processorSeconds() - signing
    let processor = processorSeconds()
    let wall = try await measured(count, width: 256) { index in
        var key = everybody[index]
        let outcome = try await world.discover(&key, from: world.client())
        guard case .signedIn = outcome else { throw NotSignedIn(what: "\(outcome)") }
    }
    let used = processorSeconds() - processor - ofClient
    print("passkey_sign_ins_per_second \(Double(count) / wall)")
    print("passkey_sign_in_processor_ms \(used / Double(count) * 1000)")
}

try await benchmarkSignIns()
try await benchmarkCodeChecks()
try await benchmarkPasskeys()
