package import Identity

/// One sign-in, from the first page to the session: the server's record of a ceremony in one browser.
///
/// A value: load it, tell it what happened, do what the outcome says, save it. Each event is given the truth about the
/// account as it is now, so nothing that was offered once is believed later. A session comes out of it at most once,
/// and only with a complete way in (product.md §4.4); an attempt that has ended stays ended.
package struct SignInAttempt: Sendable, Hashable, Codable {
    package let lifetime: Lifetime
    /// What the caller of this sign-in asks for beyond the account's own rules.
    package let requirement: Assurance.Requirement
    package private(set) var failures = Failures()
    package private(set) var state = State.awaitingIdentifier

    package init(startedAt now: Moment, reaching requirement: Assurance.Requirement = .none) {
        lifetime = Lifetime(from: now, for: Limits.attemptLife)
        self.requirement = requirement
    }

    /// How far it has come, with what the next step needs.
    package enum State: Sendable, Hashable, Codable {
        /// Nobody is named yet. Becomes `awaitingFirst`, `awaitingSecond`, `signedIn` or `refused`.
        case awaitingIdentifier
        /// An account, or a phantom, is named. Becomes any of the others.
        case awaitingFirst(Named)
        /// The first step is proven and not enough. Becomes `awaitingFirst`, `signedIn` or `refused`.
        case awaitingSecond(Named, first: Proof)
        /// The password is right, but a second factor must be enrolled: the mailbox has to be proven before that, since
        /// a password alone must not bind one (FLOW-24). Becomes `awaitingFirst`, `awaitingEnrolment` or `refused`.
        case awaitingAddress(Named, first: Proof)
        /// The mailbox is proven: the second factor may be enrolled. Becomes `awaitingFirst`, `signedIn` or `refused`.
        case awaitingEnrolment(Named, first: Proof)
        /// A session was granted. Final.
        case signedIn
        /// Final.
        case refused(Refusal)
    }

    /// Whose attempt it is.
    package struct Named: Sendable, Hashable, Codable {
        package let account: AccountID
        /// As it was typed, or the account's own if its app named it; `nil` if a proof did that could tell none.
        package let identifier: Identifier?
        /// The generation of the account's authenticators that this attempt was begun with (FLOW-12).
        package let generation: Int64
        /// What the page of this step asks for.
        package var choice: WayChoice
        /// Whether the account knew the browser: only there its app is asked first. `nil` is no.
        package let isKnownBrowser: Bool?
        /// What the account's app has proven by reading a QR, where the password is still to come.
        package let given: Proof?

        init(
            account: AccountID, identifier: Identifier?, generation: Int64, choice: WayChoice,
            isKnownBrowser: Bool = false, given: Proof? = nil
        ) {
            self.account = account
            self.identifier = identifier
            self.generation = generation
            self.choice = choice
            self.isKnownBrowser = isKnownBrowser
            self.given = given
        }
    }

    /// Wrong proofs in this attempt. Going back and beginning again does not take any of them away.
    package struct Failures: Sendable, Hashable, Codable {
        package fileprivate(set) var first = 0
        package fileprivate(set) var second = 0
    }

    /// What a completed attempt gives, to make a session of. Only this machine makes one, so whatever opens sessions
    /// from nothing else can't open one without a complete way in (FLOW-01).
    package struct Grant: Sendable, Hashable {
        package let account: AccountID
        package let assurance: Assurance
        /// In the order in which they were given. Their failure counters are taken back, and no others (RATE-12).
        package let proofs: [Proof]
        /// The trusted browser that spared the second step; `nil` where none was spared.
        package let trustedBrowser: TrustedBrowserID?
        package let at: Moment

        package var methods: [Method] { proofs.map(\.method) }
    }
}

// MARK: What pages need

extension SignInAttempt {
    /// Which page it is at.
    package enum Step: String, Sendable, Hashable, Codable, CaseIterable {
        case identifier, first, second, address, enrolment, signedIn, refused
    }

    package var step: Step {
        switch state {
        case .awaitingIdentifier: .identifier
        case .awaitingFirst: .first
        case .awaitingSecond: .second
        case .awaitingAddress: .address
        case .awaitingEnrolment: .enrolment
        case .signedIn: .signedIn
        case .refused: .refused
        }
    }

    /// Whose attempt it is; `nil` before somebody is named and after the end.
    package var named: Named? {
        switch state {
        case .awaitingFirst(let named), .awaitingSecond(let named, _), .awaitingAddress(let named, _),
            .awaitingEnrolment(let named, _):
            named
        case .awaitingIdentifier, .signedIn, .refused: nil
        }
    }

    /// How many wrong proofs the step still takes.
    package var triesLeft: Int {
        switch step {
        case .identifier, .first: Limits.triesPerStep - failures.first
        case .second, .address, .enrolment: Limits.triesPerStep - failures.second
        case .signedIn, .refused: 0
        }
    }

    /// What the current step offers to this account now; `nil` where there is no choice to make.
    package func menu(of shape: AccountShape, under rules: SignInRules) -> Menu? {
        switch state {
        case .awaitingFirst(let named): firstSteps(for: named, of: shape, under: rules)
        case .awaitingSecond(_, let first): ways(of: shape, under: rules).secondSteps(after: first)
        case .awaitingIdentifier, .awaitingAddress, .awaitingEnrolment, .signedIn, .refused: nil
        }
    }

    func firstSteps(for named: Named, of shape: AccountShape, under rules: SignInRules) -> Menu {
        ways(of: shape, under: rules).firstSteps(
            for: named.identifier, inKnownBrowser: named.isKnownBrowser ?? false)
    }

    func ways(of shape: AccountShape, under rules: SignInRules) -> WaysIn {
        WaysIn(of: shape, under: rules, reaching: requirement)
    }
}

// MARK: Steps shared by events

extension SignInAttempt {
    /// Ends the attempt if time or the account has overtaken it: the first question of every event.
    mutating func overtaken(by shape: AccountShape?, at now: Moment) -> Refusal? {
        switch state {
        case .signedIn:
            return nil
        case .refused(let refusal):
            return refusal
        case .awaitingIdentifier, .awaitingFirst, .awaitingSecond, .awaitingAddress, .awaitingEnrolment:
            guard lifetime.holds(at: now) else { return end(with: .expired) }
            guard let shape, let named, shape.account == named.account else { return nil }
            guard shape.factorGeneration == named.generation else { return end(with: .accountChanged) }
            // Before the first proof an account that may not sign in goes on like any other (RATE-15).
            guard step == .first || shape.maySignIn else { return end(with: .accountChanged) }
            return nil
        }
    }

    mutating func end(with refusal: Refusal) -> Refusal {
        state = .refused(refusal)
        return refusal
    }

    mutating func move(to next: State) {
        state = next
    }

    mutating func grant(
        _ assurance: Assurance, to account: AccountID, for proofs: [Proof], sparedBy browser: TrustedBrowserID? = nil,
        at now: Moment
    ) -> Grant {
        state = .signedIn
        return Grant(account: account, assurance: assurance, proofs: proofs, trustedBrowser: browser, at: now)
    }

    /// Counts a wrong proof of the current step.
    ///
    /// - Returns: the tries left, or `nil` if that was the last one and the attempt has ended.
    mutating func countFailure() -> Int? {
        switch step {
        case .identifier, .first: failures.first += 1
        case .second, .address, .enrolment: failures.second += 1
        case .signedIn, .refused: return nil
        }
        guard triesLeft > 0 else {
            state = .refused(.tooManyFailures)
            return nil
        }
        return triesLeft
    }
}
