package import Identity

/// Which installation of an account is asked first: exactly one of those that count, whatever happens in what order.
///
/// Built from the rows of the account while they are held, told what happened, and written back in the same
/// transaction. A device that wants to be the first waits while the present first one, if it is alive, may object;
/// if it agrees, or is not alive, nobody waits (product.md D-4).
package struct DeviceRoles: Sendable, Hashable, Codable {
    /// Those that count, in the order in which they should inherit: best first.
    package private(set) var installations: [AuthenticatorID]
    /// `nil` only while there are none.
    package private(set) var primary: AuthenticatorID?
    package private(set) var promotion: Promotion?

    /// A change that waits.
    package struct Promotion: Sendable, Hashable, Codable {
        package let installation: AuthenticatorID
        /// When it happens unless somebody objects.
        package let due: Moment

        package init(of installation: AuthenticatorID, due: Moment) {
            self.installation = installation
            self.due = due
        }
    }

    /// Rows that contradict each other are put right: a primary or a promotion of what does not count is none, and the
    /// best heir steps in.
    ///
    /// - Parameter installations: those that are neither pending nor gone, in the order in which they should inherit.
    package init(
        _ installations: [AuthenticatorID] = [], primary: AuthenticatorID? = nil, promotion: Promotion? = nil
    ) {
        self.installations = installations
        self.primary = primary.flatMap { installations.contains($0) ? $0 : nil } ?? installations.first
        self.promotion = promotion
        tidy()
    }

    /// The role of one of ``installations``; of anything else it says nothing.
    package func role(of installation: AuthenticatorID) -> Installation.Role {
        installation == primary ? .primary : .secondary
    }

    /// What changed for the rows of the account.
    package struct Change: Sendable, Hashable {
        /// Who was first; `nil` if nobody was.
        package let from: AuthenticatorID?
        /// Who is; `nil` if nobody is left.
        package let to: AuthenticatorID?

        package init(from: AuthenticatorID?, to: AuthenticatorID?) {
            self.from = from
            self.to = to
        }
    }
}

// MARK: Events

extension DeviceRoles {
    /// What the caller must do with an installation that begins to count.
    package enum JoinOutcome: Sendable, Hashable {
        case primary
        case secondary
        /// There are as many as are allowed: end it, and say so. None is pushed out (DEV-14).
        case tooMany
    }

    /// An installation begins to count. The first one is the primary.
    package mutating func joined(_ installation: AuthenticatorID) -> JoinOutcome {
        if !installations.contains(installation) {
            guard installations.count <= Limits.secondaryDevices else { return .tooMany }
            installations.append(installation)
            primary = primary ?? installation
        }
        return role(of: installation) == .primary ? .primary : .secondary
    }

    /// An installation counts no more, because `successor`, which counts, stands in its place (product.md D-3): if it was
    /// the primary one, its successor is, whoever else would have inherited.
    package mutating func replaced(_ installation: AuthenticatorID, by successor: AuthenticatorID) -> Change {
        guard installations.contains(successor), successor != installation else { return left(installation) }
        let before = primary
        if primary == installation { primary = successor }
        installations.removeAll { $0 == installation }
        tidy()
        return Change(from: before, to: primary)
    }

    /// An installation counts no more. If it was the primary, the best heir is.
    package mutating func left(_ installation: AuthenticatorID) -> Change {
        let before = primary
        installations.removeAll { $0 == installation }
        if primary == installation { primary = installations.first }
        tidy()
        return Change(from: before, to: primary)
    }

    /// What the caller must do with a wish to be first.
    package enum PromotionOutcome: Sendable, Hashable {
        /// It is done: write the roles, tell everybody.
        case promote(Change)
        /// Tell the present primary, which may object until then.
        case wait(until: Moment)
        case alreadyPrimary
        /// Another one waits already: it must be decided first.
        case anotherWaits(Promotion)
        /// It does not count.
        case notFound
    }

    /// Somebody, freshly signed in, wants `installation` to be asked first.
    ///
    /// - Parameter primaryAnswers: whether the present primary is live or quiet, so that asking it makes sense.
    package mutating func promotionAsked(
        of installation: AuthenticatorID, primaryAnswers: Bool, at now: Moment
    ) -> PromotionOutcome {
        _ = timePassed(at: now)
        guard installations.contains(installation) else { return .notFound }
        guard installation != primary else { return .alreadyPrimary }
        if primaryAnswers {
            if let promotion {
                return promotion.installation == installation
                    ? .wait(until: promotion.due) : .anotherWaits(promotion)
            }
            let due = now + Limits.promotionWait
            promotion = Promotion(of: installation, due: due)
            return .wait(until: due)
        }
        return .promote(promote(installation))
    }

    /// What the caller must do with the word of the present primary on a change that waits.
    package enum WordOutcome: Sendable, Hashable {
        case promote(Change)
        /// Nothing changes: tell everybody.
        case drop
        /// Nothing waits, or it is not this one's to say.
        case nothing
    }

    /// The present primary agrees: nobody waits.
    package mutating func agreed(_ installation: AuthenticatorID, at now: Moment) -> WordOutcome {
        if let change = timePassed(at: now) { return .promote(change) }
        guard installation == primary, let promotion else { return .nothing }
        return .promote(promote(promotion.installation))
    }

    /// The present primary objects, or the person has changed their mind on their own pages (`nil`).
    package mutating func objected(_ installation: AuthenticatorID?, at now: Moment) -> WordOutcome {
        if let change = timePassed(at: now) { return .promote(change) }
        guard promotion != nil, installation == nil || installation == primary else { return .nothing }
        promotion = nil
        return .drop
    }

    /// Carries out a change whose time has come; `nil` if none has.
    package mutating func timePassed(at now: Moment) -> Change? {
        guard let promotion, now >= promotion.due else { return nil }
        return promote(promotion.installation)
    }

    private mutating func promote(_ installation: AuthenticatorID) -> Change {
        let before = primary
        primary = installation
        promotion = nil
        return Change(from: before, to: installation)
    }

    /// A change that waits for nothing, or for what has happened, is none.
    private mutating func tidy() {
        guard let waiting = promotion?.installation else { return }
        if waiting == primary || !installations.contains(waiting) { promotion = nil }
    }
}
