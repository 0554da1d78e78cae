/// How well a session's person is known (NIST SP 800-63B-4 §2).
package struct Assurance: Sendable, Hashable, Codable {
    package let level: Level
    /// Whether no imitation of our pages could have got the proofs. Never true of a recovery.
    package let phishingResistant: Bool
    /// Whether the way in is one of recovery: complete, recorded as such, and told to all addresses.
    package let recovery: Bool

    package init(level: Level, phishingResistant: Bool = false, recovery: Bool = false) {
        self.level = level
        self.phishingResistant = phishingResistant && !recovery
        self.recovery = recovery
    }

    /// An authentication assurance level.
    package enum Level: Int, Sendable, Hashable, Codable, Comparable, CaseIterable {
        case one = 1
        case two = 2
        case three = 3

        package static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
    }

    /// Whether it is at least what is asked for.
    package func meets(_ requirement: Requirement) -> Bool {
        level >= requirement.level && (phishingResistant || !requirement.phishingResistant)
    }

    /// What an application, a policy or a page asks a sign-in to reach.
    package struct Requirement: Sendable, Hashable, Codable {
        package let level: Level
        package let phishingResistant: Bool

        package init(level: Level, phishingResistant: Bool = false) {
            self.level = level
            self.phishingResistant = phishingResistant
        }

        /// Nothing beyond what the account and the policy ask for anyhow.
        package static let none = Requirement(level: .one)
    }
}
