import PasswordHashing
import Testing

@Suite struct `A pepper` {
    let password: Password
    let peppered: PasswordHasher
    let plain: PasswordHasher

    init() throws {
        password = try Password("correct horse")
        peppered = try Self.hasher(with: Self.pepper(name: 1, key: 7))
        plain = try Self.hasher(with: nil)
    }

    private static func pepper(name: UInt8, key: UInt8) throws -> Pepper {
        try #require(Pepper(name: [name], key: [UInt8](repeating: key, count: 32)))
    }

    private static func hasher(with pepper: Pepper?) throws -> PasswordHasher {
        let cost = try Argon2Cost(memory: 64, passes: 1, lanes: 1)
        return PasswordHasher(cost: cost, pepper: pepper, threads: 1, longestQueue: 16)
    }

    private func salt() throws -> Salt {
        try #require(Salt(stored: [UInt8](repeating: 3, count: 16)))
    }

    @Test func `PWD-13: goes into the tag, and its name into the text`() async throws {
        let keyed = try await peppered.hash(password, salt: salt())
        let unkeyed = try await plain.hash(password, salt: salt())
        #expect(keyed.text.contains(",keyid=AQ$"))
        #expect(keyed.text.split(separator: "$").last != unkeyed.text.split(separator: "$").last)
        #expect(try await peppered.verify(password, against: try PasswordHash(keyed.text)))
    }

    @Test func `PWD-13: a missing or another pepper is a fault, never a skipped step`() async throws {
        let keyed = try await peppered.hash(password, salt: salt())
        let other = try Self.hasher(with: Self.pepper(name: 2, key: 7))
        for hasher in [plain, other] {
            await #expect(throws: HashingRefusal.otherPepper) { try await hasher.verify(password, against: keyed) }
            await #expect(throws: HashingRefusal.otherPepper) {
                try await hasher.index(of: "12345678901234567890", among: [keyed])
            }
        }
        let changed = try Self.hasher(with: Self.pepper(name: 1, key: 8))
        #expect(try await !changed.verify(password, against: keyed))
    }

    @Test func `PWD-13: a hash from before is verified once more and then replaced`() async throws {
        let unkeyed = try await plain.hash(password, salt: salt())
        #expect(try await peppered.verify(password, against: unkeyed))
        #expect(peppered.needsRehash(unkeyed))
        #expect(!peppered.needsRehash(try await peppered.hash(password, salt: salt())))
    }

    @Test func `has a key of 32 bytes and a name, or is none`() {
        #expect(Pepper(name: [1], key: [UInt8](repeating: 7, count: 31)) == nil)
        #expect(Pepper(name: [], key: [UInt8](repeating: 7, count: 32)) == nil)
        #expect(Pepper(name: [UInt8](repeating: 1, count: 9), key: [UInt8](repeating: 7, count: 32)) == nil)
    }
}
