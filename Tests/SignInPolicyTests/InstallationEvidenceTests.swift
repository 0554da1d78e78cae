import Identity
import SignInPolicy
import Testing

/// An installation and what a test remembers of the way. Time stands still at `Fixture.start`: what passes is taken off
/// the evidence instead, so that equal histories are equal states.
private struct InstallationWalk: Hashable {
    var evidence = InstallationEvidence(enrolledAt: Fixture.start)
    var silence = Duration.zero
    var unanswered: Duration?
    var activated = false
    var ended: String?
    var broken: String?

    enum Event: Hashable {
        case contacted, receiptCame, requestSent, testAnswered, pushGone, pushGoneOfOld, signedOut, copied
        case passes(Duration)

        static let all: [Event] = [
            .contacted, .receiptCame, .requestSent, .testAnswered, .pushGone, .pushGoneOfOld, .signedOut, .copied,
            .passes(.seconds(6)), .passes(.seconds(7 * 86_400)), .passes(.seconds(23 * 86_400)),
        ]
    }

    mutating func take(_ event: Event) -> Transition? {
        let now = Fixture.start
        let from = evidence.life(at: now)
        let outcome: String
        switch event {
        case .contacted: outcome = name(evidence.contacted(at: now))
        case .receiptCame: outcome = name(evidence.receiptCame(at: now))
        case .requestSent: outcome = name(evidence.requestSent(at: now))
        case .testAnswered: outcome = name(evidence.testAnswered(at: now))
        case .pushGone: outcome = name(evidence.pushGone(sentAt: now + .milliseconds(1), at: now))
        case .pushGoneOfOld: outcome = name(evidence.pushGone(sentAt: now - .seconds(400 * 86_400), at: now))
        case .signedOut: outcome = name(evidence.ended(because: .signedOut, at: now))
        case .copied: outcome = name(evidence.ended(because: .copied, at: now))
        case .passes(let duration):
            pass(duration)
            outcome = "–"
        }
        remember(event, outcome)
        judge(event)
        let to = evidence.life(at: now)
        if from == .gone && (to != .gone || !["–", "alreadyGone"].contains(outcome) && !outcome.hasPrefix("refuse")) {
            broken = "came back from the dead by \(event): \(outcome)"
        }
        return transition(from, event, outcome, to)
    }

    private mutating func pass(_ duration: Duration) {
        let oldest = Fixture.start - .seconds(60 * 86_400)
        func older(_ moment: Moment) -> Moment { max(moment - duration, oldest) }
        evidence = InstallationEvidence(
            enrolledAt: older(evidence.enrolledAt), activatedAt: evidence.activatedAt.map(older),
            lastContact: evidence.lastContact.map(older), lastReceipt: evidence.lastReceipt.map(older),
            unansweredSince: evidence.unansweredSince.map(older),
            ended: evidence.ended.map { .init(because: $0.reason, at: older($0.at)) })
        silence = min(silence + duration, .seconds(60 * 86_400))
        unanswered = unanswered.map { min($0 + duration, .seconds(60 * 86_400)) }
    }

    private mutating func remember(_ event: Event, _ outcome: String) {
        guard ended == nil else { return }
        switch event {
        case .contacted, .receiptCame: (silence, unanswered) = (.zero, nil)
        case .testAnswered: (silence, unanswered, activated) = (.zero, nil, true)
        case .requestSent: unanswered = unanswered ?? .zero
        case .pushGone: ended = "notAnswering"
        case .pushGoneOfOld: if outcome == "end" { ended = "notAnswering" }
        case .signedOut: ended = "signedOut"
        case .copied: ended = "copied"
        case .passes: break
        }
    }

    /// What product.md §4.1 says, in the words of somebody who only remembers what happened.
    private mutating func judge(_ event: Event) {
        let expected: Installation.Life
        if ended != nil {
            expected = .gone
        } else if !activated {
            expected = .pending
        } else if silence >= .seconds(30 * 86_400) || unanswered.map({ $0 >= .seconds(6) }) ?? false {
            expected = .doubtful
        } else {
            expected = silence >= .seconds(7 * 86_400) ? .quiet : .live
        }
        let life = evidence.life(at: Fixture.start)
        if life != expected { broken = "\(life) instead of \(expected) after \(event)" }
        if evidence.ended?.reason.word != ended { broken = "gone for another reason than the first" }
    }

    private func transition(
        _ from: Installation.Life, _ event: Event, _ outcome: String, _ to: Installation.Life
    ) -> Transition? {
        // Final, whatever comes; and what changes nothing is no row.
        if from == .gone || outcome == "–" && from == to { return nil }
        let title =
            switch event {
            case .passes: "time passes"
            case .signedOut, .copied: "ended"
            case .pushGone: "pushGone"
            case .pushGoneOfOld: "pushGone of an earlier push"
            default: word(event)
            }
        return Transition(from: from.rawValue, event: title, outcome: outcome, to: to.rawValue)
    }
}

@Suite struct `The life of an installation` {
    @Test func `follows the evidence, and nothing brings a dead one back`() throws {
        var broken: [String] = []
        let (seen, _) = walk(from: InstallationWalk(), with: InstallationWalk.Event.all) { state, event in
            let transition = state.take(event)
            if let found = state.broken { broken.append(found) }
            return transition
        }
        #expect(broken == [])
        let page = try StatePage("installation")
        #expect(page.rows == seen, "the table would be:\n\(seen.table)")
        #expect(page.arrows == seen.arrows, "the arrows would be: \(seen.arrows)")
    }

    @Test func `a request that nothing comes back for makes it doubtful after six seconds, and any word live again`() {
        var evidence = InstallationEvidence(enrolledAt: Fixture.start, activatedAt: Fixture.start)
        #expect(evidence.requestSent(at: Fixture.start) == .noted)
        #expect(evidence.life(at: Fixture.start + .milliseconds(5_999)) == .live)
        #expect(evidence.life(at: Fixture.start + .seconds(6)) == .doubtful)
        #expect(evidence.contacted(at: Fixture.start + .seconds(9)) == .noted)
        #expect(evidence.life(at: Fixture.start + .seconds(9)) == .live)
    }

    @Test(arguments: [
        InstallationEvidence.Ending.signedOut, .reportedLost, .replaced(by: AuthenticatorID("new")), .revoked,
        .notAnswering, .copied,
    ])
    func `the reason of its end is kept as it was`(reason: InstallationEvidence.Ending) throws {
        let replacement: AuthenticatorID? = if case .replaced(let by) = reason { by } else { nil }
        #expect(InstallationEvidence.Ending(word: reason.word, replacedBy: replacement) == reason)
        var evidence = InstallationEvidence(enrolledAt: Fixture.start)
        #expect(evidence.ended(because: reason, at: Fixture.start) == .end(reason))
        #expect(evidence.contacted(at: Fixture.start) == .refuse(reason))
        #expect(try storedAndLoaded(evidence) == evidence)
    }

    @Test func `a reason that nobody knows is none`() {
        #expect(InstallationEvidence.Ending(word: "tired") == nil)
        #expect(InstallationEvidence.Ending(word: "replaced") == nil)
    }
}
