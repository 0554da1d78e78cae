package import Identity

/// How long a session lives (NIST SP 800-63B-4 §2.2.3, §2.3.3).
package struct SessionLife: Sendable, Hashable, Codable {
    package let level: Assurance.Level
    package let start: Moment
    package private(set) var lastUse: Moment

    package init(level: Assurance.Level, start: Moment, lastUse: Moment) {
        self.level = level
        self.start = start
        self.lastUse = lastUse
    }

    /// Whether it counts, and if not, why.
    package enum Standing: String, Sendable, Hashable, CaseIterable {
        case live
        /// Not used for too long. End it.
        case idleTooLong
        /// It has had its time. End it.
        case over
        /// The clock is behind what this session has seen already, by more than ``Limits/clockTolerance``: nobody can
        /// say how old it is. End it.
        case clockWentBack
    }

    /// Whether the session still counts. Whatever is not `live` is to be ended for good, so that a clock that goes back
    /// later does not wake it up (REL-20).
    package func standing(at now: Moment) -> Standing {
        if now < start - Limits.clockTolerance || now < lastUse - Limits.clockTolerance { return .clockWentBack }
        if now >= overallEnd { return .over }
        if now >= idleEnd { return .idleTooLong }
        return .live
    }

    /// When it ends however much it is used.
    package var overallEnd: Moment { start + (level == .three ? Limits.highSessionLife : Limits.sessionLife) }

    /// When it ends if it is not used.
    package var idleEnd: Moment { lastUse + (level == .three ? Limits.highSessionIdle : Limits.sessionIdle) }

    /// Notes a use.
    ///
    /// - Returns: whether the note is worth a write: uses within ``Limits/sessionTouch`` of the last are not.
    package mutating func used(at now: Moment) -> Bool {
        guard now - lastUse >= Limits.sessionTouch else { return false }
        lastUse = now
        return true
    }
}
