/// What one Argon2id computation costs (RFC 9106 §3.1). Only costs that a server can bear exist.
package struct Argon2Cost: Sendable, Hashable {
    /// Which value is out of bounds.
    package enum Refusal: Error, Hashable {
        case memory(Int)
        case passes(Int)
        case lanes(Int)
    }

    /// KiB; at least eight for each lane, at most 1 GiB.
    package let memory: Int
    /// How often the memory is gone through: 1 to 64.
    package let passes: Int
    /// Independent parts of the memory: 1 to 16. They are worked on by one thread whatever their number.
    package let lanes: Int

    package init(memory: Int, passes: Int, lanes: Int) throws(Refusal) {
        guard (1...16).contains(lanes) else { throw .lanes(lanes) }
        guard (1...64).contains(passes) else { throw .passes(passes) }
        guard (8 * lanes...1_048_576).contains(memory) else { throw .memory(memory) }
        self.init(unchecked: memory, passes, lanes)
    }

    private init(unchecked memory: Int, _ passes: Int, _ lanes: Int) {
        self.memory = memory
        self.passes = passes
        self.lanes = lanes
    }

    /// 19 MiB, two passes, one lane: the OWASP Password Storage Cheat Sheet's first choice (product.md §4.2).
    package static let recommended = Argon2Cost(unchecked: 19_456, 2, 1)

    var memoryBytes: Int { memory * 1_024 }

    func isLower(than other: Argon2Cost) -> Bool {
        memory < other.memory || passes < other.passes
    }
}
