package import Identity

/// What the server has seen of one installation: the proof of life that its state is computed from (product.md §4.1).
///
/// A dead installation is never waited for and never counts. "The push service said OK" is not evidence: only what the
/// installation itself has signed is, and every silence after a request that went out.
package struct InstallationEvidence: Sendable, Hashable, Codable {
    package let enrolledAt: Moment
    /// When it answered its first request; `nil` while it is pending.
    package private(set) var activatedAt: Moment?
    /// The latest request of any kind that its key has signed.
    package private(set) var lastContact: Moment?
    /// The latest receipt or answer to an approval request.
    package private(set) var lastReceipt: Moment?
    /// When the oldest request went out that nothing was heard after; `nil` if something was, or none went out.
    package private(set) var unansweredSince: Moment?
    package private(set) var ended: Ended?

    package init(
        enrolledAt: Moment, activatedAt: Moment? = nil, lastContact: Moment? = nil, lastReceipt: Moment? = nil,
        unansweredSince: Moment? = nil, ended: Ended? = nil
    ) {
        self.enrolledAt = enrolledAt
        self.activatedAt = activatedAt
        self.lastContact = lastContact
        self.lastReceipt = lastReceipt
        self.unansweredSince = unansweredSince
        self.ended = ended
    }

    /// Why and when it is gone for good.
    package struct Ended: Sendable, Hashable, Codable {
        package let reason: Ending
        package let at: Moment

        package init(because reason: Ending, at moment: Moment) {
            self.reason = reason
            at = moment
        }
    }

    /// Why an installation is gone. What stands in the database is ``word``.
    package enum Ending: Sendable, Hashable, Codable {
        case signedOut
        case reportedLost
        case replaced(by: AuthenticatorID)
        /// Removed, by the person on their own pages or by an administrator.
        case revoked
        /// The push service knows it no more.
        case notAnswering
        /// Its data was seen in two places (DEV-09).
        case copied

        package var word: String {
            switch self {
            case .signedOut: "signedOut"
            case .reportedLost: "reportedLost"
            case .replaced: "replaced"
            case .revoked: "revoked"
            case .notAnswering: "notAnswering"
            case .copied: "copied"
            }
        }

        /// - Parameter replacement: the successor, of one that was replaced.
        /// - Returns: `nil` for a word that is none of these.
        package init?(word: String, replacedBy replacement: AuthenticatorID? = nil) {
            switch (word, replacement) {
            case ("signedOut", _): self = .signedOut
            case ("reportedLost", _): self = .reportedLost
            case ("replaced", .some(let replacement)): self = .replaced(by: replacement)
            case ("revoked", _): self = .revoked
            case ("notAnswering", _): self = .notAnswering
            case ("copied", _): self = .copied
            default: return nil
            }
        }
    }

    /// What the evidence says now.
    package func life(at now: Moment) -> Installation.Life {
        guard ended == nil else { return .gone }
        guard activatedAt != nil else { return .pending }
        let silence = now - (lastContact ?? enrolledAt)
        if silence >= Limits.doubtfulAfter || isOverdue(at: now) { return .doubtful }
        return silence >= Limits.quietAfter ? .quiet : .live
    }

    /// Whether nothing was heard of it from `moment` on. Only such a one can have been re-installed as what came then:
    /// with the app's data goes its key (product.md D-3).
    package func isSilent(since moment: Moment) -> Bool {
        ended == nil && activatedAt != nil && (lastContact ?? enrolledAt) < moment
    }

    /// Whether a request has gone out and nothing came back in time.
    private func isOverdue(at now: Moment) -> Bool {
        guard let unansweredSince else { return false }
        return now - unansweredSince >= Limits.receiptTimeout
    }
}

// MARK: Events

extension InstallationEvidence {
    /// What the caller must do with something that the installation has signed, or that was sent to it.
    package enum Outcome: Sendable, Hashable {
        /// Save the evidence.
        case noted
        /// Its key is refused: say why it is gone.
        case refuse(Ending)
    }

    /// A request that its key has signed, of any kind. Makes a doubtful installation live again.
    package mutating func contacted(at now: Moment) -> Outcome {
        if let ended { return .refuse(ended.reason) }
        lastContact = later(lastContact, now)
        unansweredSince = nil
        return .noted
    }

    /// A receipt for an approval request, or the answer to one.
    package mutating func receiptCame(at now: Moment) -> Outcome {
        if case .refuse(let reason) = contacted(at: now) { return .refuse(reason) }
        lastReceipt = later(lastReceipt, now)
        return .noted
    }

    /// An approval request went out to it, by whatever road.
    package mutating func requestSent(at now: Moment) -> Outcome {
        if let ended { return .refuse(ended.reason) }
        unansweredSince = unansweredSince ?? now
        return .noted
    }

    /// What the caller must do once a test request was answered with a signed approval.
    package enum TestOutcome: Sendable, Hashable {
        /// It counts from now on: give it its role, raise the account's generation, tell the person.
        case activate
        /// It counted before: the test was a test.
        case noted
        case refuse(Ending)
    }

    /// The signed answer to a test request: what makes an installation count (product.md D-8).
    package mutating func testAnswered(at now: Moment) -> TestOutcome {
        if case .refuse(let reason) = receiptCame(at: now) { return .refuse(reason) }
        guard activatedAt == nil else { return .noted }
        activatedAt = now
        return .activate
    }

    /// What the caller must do when the push service answers 404 or 410.
    package enum PushGoneOutcome: Sendable, Hashable {
        /// The installation is gone with its subscription: end it like any other that goes.
        case end(Ending)
        /// It has been heard of since: only the subscription is dead.
        case dropSubscription
        case refuse(Ending)
    }

    /// The push service knows the subscription no more, of a push that was sent at `sent`.
    package mutating func pushGone(sentAt sent: Moment, at now: Moment) -> PushGoneOutcome {
        if let ended { return .refuse(ended.reason) }
        if let lastContact, lastContact >= sent { return .dropSubscription }
        ended = Ended(because: .notAnswering, at: now)
        return .end(.notAnswering)
    }

    /// What the caller must do once somebody has ended it.
    package enum EndOutcome: Sendable, Hashable {
        /// Give its role on, raise the account's generation, withdraw its requests, tell the person.
        case end(Ending)
        /// It was gone before, for this reason: change nothing.
        case alreadyGone(Ending)
    }

    /// It was signed out, reported lost, replaced, removed or seen twice.
    package mutating func ended(because reason: Ending, at now: Moment) -> EndOutcome {
        if let ended { return .alreadyGone(ended.reason) }
        ended = Ended(because: reason, at: now)
        return .end(reason)
    }

    private func later(_ known: Moment?, _ now: Moment) -> Moment { known.map { max($0, now) } ?? now }
}
