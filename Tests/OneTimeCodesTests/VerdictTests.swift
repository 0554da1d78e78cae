import OneTimeCodes
import Testing

@Suite struct `The verdict on a time-based code` {
    let totp: TOTP
    /// Long ago enough that steps have a past, and the first second of its step.
    let stepStart: Int64 = 1_700_000_010

    init() throws {
        totp = TOTP(secret: try TOTPSecret(random: Array("12345678901234567890".utf8)))
    }

    private func code(_ step: Int64) throws -> OneTimeCode {
        try #require(totp.code(atStep: step))
    }

    private var step: Int64 { totp.step(at: stepStart) }

    @Test func `TOTP-03: the current step is accepted from its first second to its last`() throws {
        let code = try code(step)
        #expect(stepStart % 30 == 0)
        for second in stepStart..<stepStart + 30 {
            #expect(totp.verdict(on: code, at: second, lastUsedStep: nil) == .accepted(step: step))
        }
    }

    @Test func `TOTP-03: the previous step is accepted for ten seconds and not an eleventh`() throws {
        let code = try code(step - 1)
        for second in stepStart..<stepStart + 10 {
            #expect(totp.verdict(on: code, at: second, lastUsedStep: nil) == .accepted(step: step - 1))
        }
        #expect(totp.verdict(on: code, at: stepStart + 10, lastUsedStep: nil) == .clockOff(seconds: -25))
        #expect(totp.verdict(on: code, at: stepStart + 29, lastUsedStep: nil) == .clockOff(seconds: -44))
    }

    @Test(arguments: [-2, 1, 2]) func `TOTP-03: no other step is accepted at any second`(distance: Int64) throws {
        let code = try code(step + distance)
        for second in stepStart..<stepStart + 30 {
            guard case .clockOff = totp.verdict(on: code, at: second, lastUsedStep: nil) else {
                Issue.record("accepted step \(distance) after \(second - stepStart) s")
                return
            }
        }
    }

    @Test func `TOTP-04: a used step and every earlier one are refused`() throws {
        let now = stepStart + 5
        #expect(totp.verdict(on: try code(step), at: now, lastUsedStep: step) == .replayed(step: step))
        #expect(totp.verdict(on: try code(step - 1), at: now, lastUsedStep: step) == .replayed(step: step - 1))
        #expect(totp.verdict(on: try code(step), at: now, lastUsedStep: step - 1) == .accepted(step: step))
    }

    @Test func `TOTP-05: a used code is a replay long after its step has passed`() throws {
        for minutes in [1, 9, 60] as [Int64] {
            let verdict = totp.verdict(on: try code(step), at: stepStart + minutes * 60, lastUsedStep: step)
            #expect(verdict == .replayed(step: step))
        }
    }

    @Test func `TOTP-06: a server clock that steps back brings no used step back`() throws {
        let early = stepStart - 90
        let current = totp.step(at: early)
        for step in [current - 1, current] {
            #expect(totp.verdict(on: try code(step), at: early, lastUsedStep: self.step) == .replayed(step: step))
        }
    }

    @Test func `DEV-17: the error of the device's clock is told, with its direction`() throws {
        let now = stepStart + 15
        #expect(totp.verdict(on: try code(step - 8), at: now, lastUsedStep: nil) == .clockOff(seconds: -240))
        #expect(totp.verdict(on: try code(step + 8), at: now, lastUsedStep: nil) == .clockOff(seconds: 240))
        #expect(totp.verdict(on: try code(step - 20), at: now, lastUsedStep: nil) == .clockOff(seconds: -600))
        #expect(totp.verdict(on: try code(step + 20), at: now, lastUsedStep: nil) == .clockOff(seconds: 600))
        #expect(totp.verdict(on: try code(step - 21), at: now, lastUsedStep: nil) == .wrong)
        #expect(totp.verdict(on: try code(step + 21), at: now, lastUsedStep: nil) == .wrong)
    }

    @Test func `a code that no step near has is wrong`() throws {
        let near = Set(try (-20...20).map { try code(step + $0).text })
        let other = try #require((10...99).map { "0000\($0)" }.first { !near.contains($0) })
        let verdict = totp.verdict(on: try OneTimeCode(entry: other, length: 6), at: stepStart, lastUsedStep: nil)
        #expect(verdict == .wrong)
    }

    @Test func `a code of another length is wrong`() throws {
        let typed = try OneTimeCode(entry: "0" + code(step).text, length: 7)
        #expect(totp.verdict(on: typed, at: stepStart, lastUsedStep: nil) == .wrong)
    }

    @Test func `TOTP-16: a code of one secret is wrong for another`() throws {
        let other = TOTP(secret: try TOTPSecret(random: Array("09876543210987654321".utf8)))
        #expect(other.verdict(on: try code(step), at: stepStart, lastUsedStep: nil) == .wrong)
    }

    @Test(arguments: [Int64.min, -1, 0, 29, Int64.max])
    func `absurd times neither trap nor accept`(seconds: Int64) throws {
        let typed = try code(step)
        #expect(totp.verdict(on: typed, at: seconds, lastUsedStep: nil) == .wrong)
        #expect(totp.verdict(on: typed, at: seconds, lastUsedStep: .min) == .wrong)
        #expect(totp.verdict(on: typed, at: seconds, lastUsedStep: .max) == .wrong)
    }

    @Test func `steps round towards the past`() {
        #expect(totp.step(at: 59) == 1)
        #expect(totp.step(at: 0) == 0)
        #expect(totp.step(at: -1) == -1)
        #expect(totp.step(at: -30) == -1)
        #expect(totp.step(at: -31) == -2)
        #expect(totp.code(atStep: -1)?.text == nil)
    }
}
