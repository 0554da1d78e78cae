import Identity
import SignInPolicy
import Testing

private let phone = AuthenticatorID("app")
private let tablet = AuthenticatorID("tablet")

/// An approval request and what a test remembers of the way.
private struct ApprovalWalk: Hashable {
    var request: ApprovalRequest
    var now = Fixture.start
    /// The only thing that lets it give a proof.
    var approver: AuthenticatorID?
    var wrong = 0
    var proofs = 0
    var broken: String?

    enum Event: Hashable {
        case receipt(ApprovalRequest.Progress, AuthenticatorID)
        case undeliverable
        case answer(ApprovalRequest.Answer, AuthenticatorID)
        case settled, overtakenByNewer, withdrawn
        case lifePasses, keepingPasses, clockWentBack

        static let all: [Event] =
            [phone, tablet].flatMap { device -> [Event] in
                [
                    .receipt(.arrived, device), .receipt(.shown, device),
                    .answer(.approve(numberMatches: true), device), .answer(.approve(numberMatches: false), device),
                    .answer(.refuse, device), .answer(.notMe, device),
                ]
            } + [.undeliverable, .settled, .overtakenByNewer, .withdrawn, .lifePasses, .keepingPasses, .clockWentBack]
    }

    mutating func take(_ event: Event) -> Transition? {
        let from = request
        let outcome: String
        switch event {
        case .receipt(let progress, let device):
            outcome = name(request.receiptCame(progress, by: device, at: now))
        case .undeliverable:
            outcome = name(request.becameUndeliverable(at: now))
        case .answer(let answer, let device):
            let open = request.isOpen(at: now)
            outcome = name(request.answered(answer, by: device, at: now))
            judge(answer, by: device, outcome, wasOpen: open)
        case .settled:
            outcome = name(request.settled(at: now))
            if outcome == "prove" { judgeProof() }
        case .overtakenByNewer:
            outcome = name(request.overtakenByNewer(at: now))
            if outcome == "withdraw" { approver = nil }
        case .withdrawn:
            outcome = name(request.withdrawn(at: now))
            if outcome == "withdraw" { approver = nil }
        case .lifePasses: now = max(now, Fixture.start + Limits.approvalLife); return nil
        case .keepingPasses: now = Fixture.start + Limits.approvalLife + Limits.approvalKept; return nil
        case .clockWentBack: now = Fixture.start - .seconds(600); return nil
        }
        if from.isFinal && request != from { broken = "an ended request changed by \(event)" }
        return transition(from, event, outcome)
    }

    private mutating func judge(
        _ answer: ApprovalRequest.Answer, by device: AuthenticatorID, _ outcome: String, wasOpen: Bool
    ) {
        if outcome == "refuse" || outcome == "askNumberAgain" { wrong += 1 }
        if (outcome == "refuse") != (wasOpen && wrong == 3 && answer == .approve(numberMatches: false)) {
            broken = "\(outcome) after \(wrong) wrong numbers"
        }
        guard outcome == "approved" else { return }
        if answer != .approve(numberMatches: true) { broken = "approved by \(answer)" }
        if !wasOpen || wrong >= 3 || approver != nil { broken = "approved when it was over" }
        if !request.concerns(device) { broken = "approved by a device that was not asked" }
        approver = device
    }

    private mutating func judgeProof() {
        proofs += 1
        if proofs > 1 { broken = "proved twice" }
        if approver == nil || request.state != approver.map({ .spent(by: $0) }) { broken = "proved without approval" }
        if now >= Fixture.start + .seconds(600) || now < Fixture.start { broken = "proved out of its time" }
    }

    private func transition(_ from: ApprovalRequest, _ event: Event, _ outcome: String) -> Transition? {
        let to = request.stateWord
        guard !from.isFinal, outcome != "notConcerned", outcome != "nothing", outcome != "wait" else { return nil }
        if to == "expired" { return Transition(from: "any", event: "any", outcome: outcome, to: to) }
        let title =
            switch event {
            case .receipt(let progress, _): "receiptCame \(progress)"
            case .undeliverable: "becameUndeliverable"
            case .answer(.approve(true), _): "answered approve"
            case .answer(.approve(false), _): "answered approve, wrong number"
            case .answer(.refuse, _): "answered refuse"
            case .answer(.notMe, _): "answered notMe"
            default: word(event)
            }
        return Transition(from: from.stateWord, event: title, outcome: outcome, to: to)
    }
}

extension ApprovalRequest {
    fileprivate var isFinal: Bool {
        switch state {
        case .waiting, .approved: false
        case .spent, .refused, .repudiated, .expired, .superseded, .withdrawn: true
        }
    }

    fileprivate var stateWord: String {
        if case .waiting(let progress) = state { progress.rawValue } else { word(state) }
    }
}

@Suite struct `An approval request` {
    private func request(_ purpose: ApprovalRequest.Purpose = .signIn) -> ApprovalRequest {
        ApprovalRequest(purpose, of: AccountID("mira"), asking: phone, at: Fixture.start)
    }

    @Test(arguments: ApprovalRequest.Purpose.allCases)
    func `PUSH-01, PUSH-05: proves once at most, and only after an approval in time with the right number`(
        purpose: ApprovalRequest.Purpose
    ) throws {
        var broken: [String] = []
        let start = ApprovalWalk(request: request(purpose))
        let (seen, _) = walk(from: start, with: ApprovalWalk.Event.all) { state, event in
            let transition = state.take(event)
            if let found = state.broken { broken.append("\(event): \(found)") }
            return transition
        }
        #expect(broken == [])
        #expect(seen.contains { $0.outcome == "prove" })
        let page = try StatePage("approval-request")
        #expect(page.rows == seen, "the table would be:\n\(seen.table)")
        #expect(page.arrows == seen.arrows, "the arrows would be: \(seen.arrows)")
    }

    @Test func `PUSH-01: the third wrong number refuses it, and the right one comes too late`() {
        var request = request()
        let now = Fixture.start
        #expect(request.answered(.approve(numberMatches: false), by: phone, at: now) == .askNumberAgain(triesLeft: 2))
        #expect(request.answered(.approve(numberMatches: false), by: tablet, at: now) == .askNumberAgain(triesLeft: 1))
        #expect(request.answered(.approve(numberMatches: false), by: phone, at: now) == .refuse)
        #expect(request.answered(.approve(numberMatches: true), by: phone, at: now) == .alreadyAnswered)
        #expect(request.settled(at: now) == .over(.refused))
    }

    @Test func `PUSH-07: takes an approval until its last moment and not after`() {
        var early = request()
        let last = Fixture.start + .milliseconds(119_999)
        #expect(early.answered(.approve(numberMatches: true), by: phone, at: last) == .approved)
        var late = request()
        let end = Fixture.start + .seconds(120)
        #expect(late.answered(.approve(numberMatches: true), by: phone, at: end) == .over(.expired))
        #expect(late.phase(at: end) == .expired)
    }

    @Test func `NIST 3.1.3.2: from the question to the session there are never ten minutes`() {
        #expect(Limits.approvalLife + Limits.approvalKept < .seconds(600))
        var request = request()
        let approved = Fixture.start + .seconds(119)
        _ = request.answered(.approve(numberMatches: true), by: phone, at: approved)
        #expect(request.settled(at: approved + Limits.approvalKept) == .over(.expired))
    }

    @Test func `PUSH-17: any device of the account may answer a sign-in, and the first answer stands`() {
        var request = request()
        #expect(request.answered(.refuse, by: tablet, at: Fixture.start) == .refused)
        #expect(
            request.answered(.approve(numberMatches: true), by: phone, at: Fixture.start) == .alreadyAnswered)
    }

    @Test(arguments: [ApprovalRequest.Purpose.test, .scan])
    func `a test and a scan are answered by the device they are about`(purpose: ApprovalRequest.Purpose) {
        var request = request(purpose)
        #expect(request.answered(.approve(numberMatches: true), by: tablet, at: Fixture.start) == .notConcerned)
        #expect(request.receiptCame(.arrived, by: tablet, at: Fixture.start) == .notConcerned)
        #expect(request.phase(at: Fixture.start) == .sent)
    }

    @Test func `opens the other ways after six seconds without a receipt, or as soon as the push service refuses`() {
        var request = request()
        #expect(!request.isOverdue(at: Fixture.start + .milliseconds(5_999)))
        #expect(request.isOverdue(at: Fixture.start + .seconds(6)))
        var refused = request
        #expect(refused.becameUndeliverable(at: Fixture.start) == .tellPage)
        #expect(refused.isOverdue(at: Fixture.start))
        #expect(request.receiptCame(.arrived, by: phone, at: Fixture.start + .seconds(7)) == .tellPage)
        #expect(!request.isOverdue(at: Fixture.start + .seconds(60)))
    }

    @Test func `a receipt of another device does not say that the asked one is alive`() {
        var request = request()
        #expect(request.receiptCame(.shown, by: tablet, at: Fixture.start) == .nothing)
        #expect(request.phase(at: Fixture.start) == .sent)
    }

    @Test func `is stored and loaded as it was`() throws {
        var request = request()
        #expect(try storedAndLoaded(request) == request)
        _ = request.answered(.approve(numberMatches: false), by: phone, at: Fixture.start)
        _ = request.answered(.notMe, by: phone, at: Fixture.start)
        #expect(try storedAndLoaded(request) == request)
    }
}
