package import ApprovalProtocol
internal import Delivery
internal import Foundation
package import Identity
internal import SignInPolicy
package import Store

/// Signing in by a QR that the app reads: on the sign-in page with nothing typed (product.md P-5), or as a second step
/// (M-3).
///
/// The code in the QR is for the browser that shows it and for no other: it is derived from the challenge of that
/// browser's attempt, and what it leads to is an approval request that only this browser can take the answer of (QR-05).
package struct Scans: Sendable {
    let environment: Environment
    let approvals: Approvals
    private var signIn: SignIn { approvals.signIn }
    private var attempts: Attempts { approvals.signIn.attempts }

    init(_ environment: Environment) {
        self.environment = environment
        approvals = Approvals(environment)
    }

    /// What the page with the QR shows.
    package enum Look: Sendable {
        /// The code of the QR, and from when on it is replaced.
        case show(code: Secret<String>, expires: Moment, topics: Set<Topic>)
        /// A device has read it: the number, and how far the person is.
        case claimed(ApprovalView)
        /// There is no attempt of this browser that a QR could help.
        case over
    }

    /// Begins a sign-in that names nobody yet, and gives the secret of its attempt.
    package func begin(from client: Client) async throws -> Secret<String> {
        let now = environment.time.now()
        return try await environment.store.write { transaction in
            try attempts.begin(SignInAttempt(startedAt: now), on: nil, in: transaction, at: now)
        }
    }

    /// The QR of this browser's attempt. One that has expired, or whose request came to nothing, is replaced.
    package func look(_ secret: Secret<String>, from client: Client) async throws -> Look {
        let now = environment.time.now()
        return try await environment.store.write { transaction in
            guard let attempt = try attempts.load(secret, in: transaction, at: now),
                attempt.machine.takesScan(under: signIn.rules, of: attempt.shape)
            else { return .over }
            let owner = ApprovalOwner.attempt(attempt.record.id)
            guard let record = try transaction.scanChallenge(ownedBy: owner.name) else {
                return try show(attempt, from: client, in: transaction, at: now)
            }
            var challenge = try ScanChallenge(stored: record)
            switch challenge.looked(at: now) {
            case .keepShowing: return shown(record)
            case .rotate: return try show(attempt, from: client, in: transaction, at: now)
            case .showNumber:
                let request = try transaction.newestRequest(of: owner)
                guard let request, !request.machine.invitesAnotherScan(at: now) else {
                    return try show(attempt, from: client, in: transaction, at: now)
                }
                return try claimed(request, attempt, from: client, in: transaction, at: now)
            }
        }
    }

    /// What came of a code that an app has read.
    package enum Claim: Sendable {
        case asked(RequestSummary)
        /// A code that was never shown, is over, was read before, or is of no use to this installation: nobody can tell
        /// which.
        case nowhere
        /// Too many codes that led nowhere: this one was not looked at (QR-12).
        case held(until: Moment)
    }

    /// An app has read a code. The first one that may, is asked; the page then shows it the number to type (QR-02).
    package func claim(_ code: Secret<String>, by installation: AuthenticatorID, from client: Client) async throws
        -> Claim
    {
        let now = environment.time.now()
        return try await environment.store.write { transaction in
            let wrongCodes = try WrongCodes(by: installation, from: client, in: transaction, at: now)
            if let until = wrongCodes.heldUntil { return .held(until: until) }
            guard let request = try claim(code, by: installation, in: transaction, at: now) else {
                try wrongCodes.count(in: transaction, at: now)
                return .nowhere
            }
            return .asked(request)
        }
    }

    private func claim(
        _ code: Secret<String>, by installation: AuthenticatorID, in transaction: any WriteTransaction, at now: Moment
    ) throws -> RequestSummary? {
        guard let known = try transaction.installation(installation),
            let account = try transaction.holdAccount(known.account),
            let device = try transaction.installation(installation), device.ending == nil,
            var record = try transaction.scanChallenge(codeHash: TokenHash(code).bytes, at: now)
        else { return nil }
        let page = try JSONDecoder().decode(ScanPage.self, from: Data(record.context.reveal()))
        guard try mayAnswer(device, of: account, page, in: transaction, at: now) else { return nil }
        var challenge = try ScanChallenge(stored: record)
        guard challenge.claimed(by: installation, at: now) == .ask else { return nil }
        record.state = Array(try JSONEncoder().encode(challenge))
        guard try transaction.save(record) else { throw Overtaken() }
        let client = Client(source: page.source, mark: nil, language: account.language)
        let asked = try approvals.asking.ask(
            .scan, of: account, asking: installation, owner: record.owner, from: client, in: transaction, at: now)
        guard case .asked(let request) = asked else { return nil }
        transaction.signal(.scan(record.id))
        return request.summary(accountName: account.displayName)
    }
}

// MARK: Steps

extension Scans {
    /// What is kept of the page that shows a QR.
    private struct ScanPage: Codable {
        let source: ClientSource
        /// Whose second step it is; `nil` where the QR itself says who signs in.
        let account: AccountID?
    }

    private func show(
        _ attempt: OpenAttempt, from client: Client, in transaction: any WriteTransaction, at now: Moment
    ) throws -> Look {
        let id: ScanID = environment.tokens.id()
        let challenge = ScanChallenge(shownAt: now)
        let page = ScanPage(source: client.source, account: attempt.machine.named?.account)
        let record = ScanChallengeRecord(
            id: id, codeHash: TokenHash(environment.keys.code(of: id)).bytes,
            owner: ApprovalOwner.attempt(attempt.record.id).name, state: Array(try JSONEncoder().encode(challenge)),
            context: Secret(Array(try JSONEncoder().encode(page))), createdAt: now, expiresAt: challenge.lifetime.end)
        try transaction.begin(record)
        return shown(record)
    }

    private func shown(_ record: ScanChallengeRecord) -> Look {
        .show(code: environment.keys.code(of: record.id), expires: record.expiresAt, topics: [.scan(record.id)])
    }

    private func claimed(
        _ request: AskedRequest, _ attempt: OpenAttempt, from client: Client, in transaction: any ReadTransaction,
        at now: Moment
    ) throws -> Look {
        guard let account = try transaction.account(request.record.account) else { return .over }
        let shape = try transaction.shape(of: account, settings: environment.settings, at: now)
        // Who has not said who they are is shown no way but this one: the account is the phone's to tell.
        let menu = attempt.machine.menu(of: shape, under: signIn.rules) ?? Menu(offers: [], withheld: [])
        let watch = try approvals.view(of: request, of: shape, menu, from: client, in: transaction, at: now)
        guard case .waiting(let view) = watch else { return .over }
        return .claimed(view)
    }

    /// Whether an approval by this device would get anybody in: what would be refused at the end is not begun.
    private func mayAnswer(
        _ device: InstallationRecord, of account: AccountRecord, _ page: ScanPage, in transaction: any ReadTransaction,
        at now: Moment
    ) throws -> Bool {
        let shape = try transaction.shape(of: account, settings: environment.settings, at: now)
        guard shape.maySignIn, let proof = shape.verifiedProof(by: .appScan, with: device.id) else { return false }
        if let named = page.account { return named == account.id }
        let ways = WaysIn(of: shape, under: signIn.rules)
        if case .complete = ways.judge(first: proof) { return true }
        return ways.password(completing: proof) != nil
    }
}

extension ScanChallenge {
    fileprivate init(stored record: ScanChallengeRecord) throws {
        self = try JSONDecoder().decode(ScanChallenge.self, from: Data(record.state))
    }
}

extension SignInAttempt {
    /// Whether a QR may be shown for it: nobody is named yet, or the step offers one.
    fileprivate func takesScan(under rules: SignInRules, of shape: AccountShape?) -> Bool {
        guard rules.methods.contains(.appScan) else { return false }
        switch step {
        case .identifier: return true
        case .first, .second:
            guard let shape else { return false }
            return menu(of: shape, under: rules)?.offers.contains { $0.method == .appScan } ?? false
        case .address, .enrolment, .signedIn, .refused: return false
        }
    }
}

extension ApprovalRequest {
    /// Whether its end leaves the page with nothing to wait for, so that it shows another QR.
    fileprivate func invitesAnotherScan(at now: Moment) -> Bool {
        switch phase(at: now) {
        case .expired, .superseded, .withdrawn, .spent: true
        case .sent, .arrived, .shown, .approved, .refused, .notMe: false
        }
    }
}
