package import Identity

/// The question sent to an installation, from the moment it is asked to the proof that its answer becomes.
///
/// It knows no number and no key: the service compares the one and checks the other, and says what came of it. It gives
/// its proof at most once, only after an approval in time with the right number, and never after any other answer.
package struct ApprovalRequest: Sendable, Hashable, Codable {
    package let purpose: Purpose
    package let account: AccountID
    /// The installation whose name the waiting page shows.
    package let asked: AuthenticatorID
    package let lifetime: Lifetime
    /// Approvals with a wrong number.
    package private(set) var wrongNumbers = 0
    /// The push service would not take it, or there is no road to the installation at all.
    package private(set) var isUndeliverable = false
    package private(set) var state = State.waiting(.sent)

    package init(_ purpose: Purpose, of account: AccountID, asking asked: AuthenticatorID, at now: Moment) {
        self.purpose = purpose
        self.account = account
        self.asked = asked
        lifetime = Lifetime(from: now, for: Limits.approvalLife)
    }

    /// What an approval is good for. One for another purpose is good for nothing.
    package enum Purpose: String, Sendable, Hashable, Codable, CaseIterable {
        case signIn, stepUp
        /// Whether the installation answers: at the end of enrolment, and from the device list. No number.
        case test
        /// A QR on the sign-in page was read by this installation.
        case scan

        /// Whether the number of the page has to be typed into the app.
        package var needsNumber: Bool { self != .test }

        /// Whether any installation of the account may answer, and the first answer wins (PUSH-17).
        package var isForAll: Bool { self == .signIn || self == .stepUp }
    }

    /// How far it has come.
    package enum State: Sendable, Hashable, Codable {
        /// Not answered. Becomes any of the others but `spent`.
        case waiting(Progress)
        /// With the right number, by this installation. "It wasn't me" on another still stops it. Becomes `spent`,
        /// `repudiated`, `superseded`, `withdrawn` or `expired`.
        case approved(by: AuthenticatorID, at: Moment)
        /// The approval has been used. Final.
        case spent(by: AuthenticatorID)
        /// Final.
        case refused(Reason)
        /// "It wasn't me." Final.
        case repudiated(by: AuthenticatorID)
        /// Final.
        case expired
        /// Another request of the account has taken its place. Final.
        case superseded
        /// What it was asked for is over, or the installation is. Final.
        case withdrawn
    }

    /// What the asked installation has told of it.
    package enum Progress: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
        case sent, arrived, shown

        package static func < (left: Progress, right: Progress) -> Bool {
            allCases.firstIndex(of: left) ?? 0 < allCases.firstIndex(of: right) ?? 0
        }
    }

    /// Why it was refused.
    package enum Reason: Sendable, Hashable, Codable {
        case byPerson(AuthenticatorID)
        case wrongNumbers
    }
}

// MARK: What pages need

extension ApprovalRequest {
    /// What it is in one word, expiry included; the raw values travel to pages and apps.
    package enum Phase: String, Sendable, Hashable, Codable, CaseIterable {
        case sent, arrived, shown, approved, refused, notMe, expired, superseded, withdrawn, spent
    }

    /// What it has come to. One whose time is over is `expired` here, whether or not anybody has noted that yet.
    package func phase(at now: Moment) -> Phase {
        switch state {
        case .waiting(let progress):
            guard lifetime.holds(at: now) else { return .expired }
            switch progress {
            case .sent: return .sent
            case .arrived: return .arrived
            case .shown: return .shown
            }
        case .approved(_, let moment): return mayBeSpent(answeredAt: moment, at: now) ? .approved : .expired
        case .spent: return .spent
        case .refused: return .refused
        case .repudiated: return .notMe
        case .expired: return .expired
        case .superseded: return .superseded
        case .withdrawn: return .withdrawn
        }
    }

    /// Whether it can still be answered.
    package func isOpen(at now: Moment) -> Bool {
        guard case .waiting = state else { return false }
        return lifetime.holds(at: now)
    }

    /// Whether the other ways should be on the page by now: nothing has arrived in time, or nothing ever will.
    package func isOverdue(at now: Moment) -> Bool {
        guard case .waiting(.sent) = state else { return false }
        return isUndeliverable || now - lifetime.start >= Limits.receiptTimeout
    }

    package var triesLeft: Int { max(0, Limits.approvalTries - wrongNumbers) }

    /// Whether `installation` of the account may see and answer it.
    package func concerns(_ installation: AuthenticatorID) -> Bool { purpose.isForAll || installation == asked }

    private func mayBeSpent(answeredAt moment: Moment, at now: Moment) -> Bool {
        Lifetime(from: moment, for: Limits.approvalKept).holds(at: now)
    }
}

// MARK: Events

extension ApprovalRequest {
    /// What the caller must do with news about the road to the app.
    package enum NewsOutcome: Sendable, Hashable {
        /// Save it and tell the page.
        case tellPage
        /// Nothing new.
        case nothing
        case over(Phase)
        /// It is not this installation's to tell.
        case notConcerned
    }

    /// A receipt came: it is there, or it is on the screen. Only those of the asked installation move the page; the
    /// receipts of others are evidence of their own life and no more.
    package mutating func receiptCame(
        _ progress: Progress, by installation: AuthenticatorID, at now: Moment
    ) -> NewsOutcome {
        guard concerns(installation) else { return .notConcerned }
        expire(at: now)
        switch state {
        case .waiting(let known):
            guard installation == asked, progress > known else { return .nothing }
            state = .waiting(progress)
            return .tellPage
        case .approved, .spent, .refused, .repudiated, .expired, .superseded, .withdrawn:
            return .over(phase(at: now))
        }
    }

    /// The push service has refused it: nobody should wait for the time-out.
    package mutating func becameUndeliverable(at now: Moment) -> NewsOutcome {
        expire(at: now)
        switch state {
        case .waiting(.sent) where !isUndeliverable:
            isUndeliverable = true
            return .tellPage
        case .waiting: return .nothing
        case .approved, .spent, .refused, .repudiated, .expired, .superseded, .withdrawn:
            return .over(phase(at: now))
        }
    }

    /// What somebody has answered, once the signature was found good.
    package enum Answer: Sendable, Hashable {
        /// - Parameter numberMatches: whether what was typed is the number of the page; `true` where there is none.
        case approve(numberMatches: Bool)
        case refuse
        case notMe
    }

    /// What the caller must do with an answer.
    package enum AnswerOutcome: Sendable, Hashable {
        /// Save it and tell the page, which will settle it.
        case approved
        case refused
        /// End the attempt, stop the account's approvals, alert (product.md §4.3).
        case stopApprovals
        case askNumberAgain(triesLeft: Int)
        /// That was the last wrong number: it is refused.
        case refuse
        /// It was answered before, here or on another device.
        case alreadyAnswered
        case over(Phase)
        /// It is not this installation's to answer: say what is said of a request that does not exist.
        case notConcerned
    }

    /// Decides what an answer means.
    package mutating func answered(
        _ answer: Answer, by installation: AuthenticatorID, at now: Moment
    ) -> AnswerOutcome {
        guard concerns(installation) else { return .notConcerned }
        expire(at: now)
        switch (state, answer) {
        case (.waiting, .approve(numberMatches: true)):
            state = .approved(by: installation, at: now)
            return .approved
        case (.waiting, .approve(numberMatches: false)):
            wrongNumbers += 1
            guard triesLeft > 0 else {
                state = .refused(.wrongNumbers)
                return .refuse
            }
            return .askNumberAgain(triesLeft: triesLeft)
        case (.waiting, .refuse):
            state = .refused(.byPerson(installation))
            return .refused
        case (.waiting, .notMe), (.approved, .notMe):
            state = .repudiated(by: installation)
            return .stopApprovals
        case (.approved, .approve), (.approved, .refuse), (.spent, _), (.refused, _), (.repudiated, _):
            return .alreadyAnswered
        case (.expired, _), (.superseded, _), (.withdrawn, _):
            return .over(phase(at: now))
        }
    }

    /// What the caller must do for the browser that waits.
    package enum SettleOutcome: Sendable, Hashable {
        /// The approval is a proof by this installation, once.
        case prove(by: AuthenticatorID)
        case wait
        case over(Phase)
    }

    /// Takes the approval for the browser that asked.
    package mutating func settled(at now: Moment) -> SettleOutcome {
        expire(at: now)
        switch state {
        case .approved(let installation, _):
            state = .spent(by: installation)
            return .prove(by: installation)
        case .waiting:
            return .wait
        case .spent, .refused, .repudiated, .expired, .superseded, .withdrawn:
            return .over(phase(at: now))
        }
    }

    /// What the caller must do once it is not wanted any more.
    package enum StopOutcome: Sendable, Hashable {
        /// Save it, take it off the apps' screens and tell the page.
        case withdraw
        case over(Phase)
    }

    /// A newer request of the account takes its place. Its approval, if there is one, is dead too (PUSH-04).
    package mutating func overtakenByNewer(at now: Moment) -> StopOutcome { stop(as: .superseded, at: now) }

    /// The attempt has ended or gone another way, or the installation is gone.
    package mutating func withdrawn(at now: Moment) -> StopOutcome { stop(as: .withdrawn, at: now) }

    private mutating func stop(as end: State, at now: Moment) -> StopOutcome {
        expire(at: now)
        switch state {
        case .waiting, .approved:
            state = end
            return .withdraw
        case .spent, .refused, .repudiated, .expired, .superseded, .withdrawn:
            return .over(phase(at: now))
        }
    }

    private mutating func expire(at now: Moment) {
        switch state {
        case .waiting where !lifetime.holds(at: now): state = .expired
        case .approved(_, let moment) where !mayBeSpent(answeredAt: moment, at: now): state = .expired
        case .waiting, .approved, .spent, .refused, .repudiated, .expired, .superseded, .withdrawn: break
        }
    }
}
