import Bytes
import TestSupport
import Testing

@testable import PasswordHashing

@Suite struct `A password hasher` {
    /// So cheap that a test can hash often; what it costs is measured elsewhere.
    let cheap: Argon2Cost
    let hasher: PasswordHasher

    init() throws {
        cheap = try Argon2Cost(memory: 64, passes: 1, lanes: 1)
        hasher = PasswordHasher(cost: cheap, threads: 2, longestQueue: 256)
    }

    private func salt() -> Salt {
        var random = SystemRandomNumberGenerator()
        return Salt(using: &random)
    }

    private func isRight(_ typed: String, for hash: PasswordHash) async throws -> Bool {
        try await hasher.verify(try Password(typed), against: hash)
    }

    @Test func `computes the tags of the reference implementation`() async throws {
        for vector in try Vectors.cases(in: "passwords/argon2id.txt") {
            let hash = try PasswordHash(vector[1])
            #expect(try await isRight(vector[0], for: hash), "\(vector)")
            #expect(hash.text == vector[1])
        }
    }

    @Test func `uses Argon2id with 19 MiB, two passes, 128 bits of salt and 256 of tag by default`() async throws {
        let hasher = PasswordHasher(threads: 1, longestQueue: 1)
        let hash = try await hasher.hash(try Password("correct horse"), salt: salt())
        let fields = hash.text.split(separator: "$")
        #expect(fields[0...2] == ["argon2id", "v=19", "m=19456,t=2,p=1"])
        #expect(try Base64.standard.decode(fields[3]).count == 16)
        #expect(try Base64.standard.decode(fields[4]).count == 32)
        #expect(try await hasher.verify(try Password("correct horse"), against: hash))
        #expect(hasher.processorTime > .milliseconds(1))
    }

    @Test(arguments: [64, 128, 1_000, 1_024])
    func `PWD-03: the whole password is verified, to its last character`(length: Int) async throws {
        let typed = String(repeating: "a", count: length)
        let hash = try await hasher.hash(try Password(typed), salt: salt())
        #expect(try await isRight(typed, for: hash))
        #expect(try await !isRight(String(typed.dropLast()) + "b", for: hash))
        #expect(try await !isRight(String(typed.dropLast()), for: hash))
    }

    @Test func `PWD-04: neither 72 bytes nor a NUL end a password`() async throws {
        let long = String(repeating: "0123456789", count: 8)
        let hash = try await hasher.hash(try Password(long), salt: salt())
        #expect(try await !isRight(String(long.prefix(72)), for: hash))

        let withNUL = "correct\0horse"
        let other = try await hasher.hash(try Password(withNUL), salt: salt())
        #expect(try await isRight(withNUL, for: other))
        #expect(try await !isRight("correct", for: other))
        #expect(try await !isRight("correct\0", for: other))
        #expect(try await !isRight("correct\0horsE", for: other))
    }

    @Test func `PWD-06: one password in two normal forms is one, compatibility variants are two`() async throws {
        let hash = try await hasher.hash(try Password("Zoe\u{308}🔑 fi"), salt: salt())
        #expect(try await isRight("Zo\u{EB}🔑 fi", for: hash))
        #expect(try await !isRight("Zoe🔑 fi", for: hash))
        #expect(try await !isRight("Zo\u{EB}🔑 ﬁ", for: hash))
    }

    @Test func `PWD-11: two people with one password have different hashes`() async throws {
        let password = try Password("correct horse")
        let (one, other) = (
            try await hasher.hash(password, salt: salt()), try await hasher.hash(password, salt: salt())
        )
        #expect(one.text != other.text)
        #expect(!one.text.contains("correct"))
    }

    @Test func `PWD-12: a raised cost asks for a new hash, a lowered one does not`() async throws {
        let old = try await hasher.hash(try Password("correct horse"), salt: salt())
        let raised = PasswordHasher(
            cost: try Argon2Cost(memory: 128, passes: 1, lanes: 1), threads: 1, longestQueue: 4)
        #expect(!hasher.needsRehash(old))
        #expect(raised.needsRehash(old))
        #expect(try await raised.verify(try Password("correct horse"), against: old))
        let new = try await raised.hash(try Password("correct horse"), salt: salt())
        #expect(!raised.needsRehash(new))
        #expect(!hasher.needsRehash(new))
    }

    @Test func `RATE-15: without a hash nothing is right, and the same computation is done`() async throws {
        #expect(try await !hasher.verify(try Password("correct horse"), against: nil))
        let stood = PasswordHash.unattainable(cost: cheap)
        let real = try await hasher.hash(try Password("x"), salt: salt())
        #expect(stood.cost == real.cost)
        #expect(stood.salt.bytes.count == real.salt.bytes.count && stood.tag.count == real.tag.count)
    }

    @Test func `BKUP-02: a set of codes has one salt, and a typed code is found in it`() async throws {
        let codes = (0..<10).map { "1234567890123456789\($0)" }
        let hashes = try await hasher.hash(codes, salt: salt())
        #expect(Set(hashes.map(\.salt)).count == 1)
        #expect(Set(hashes.map(\.text)).count == 10)
        for (index, code) in codes.enumerated() {
            #expect(try await hasher.index(of: code, among: hashes) == index)
        }
        #expect(try await hasher.index(of: "00000000000000000000", among: hashes) == nil)
        #expect(try await hasher.index(of: codes[0], among: []) == nil)
    }

    @Test func `BKUP-02: a code is not found among hashes under another salt`() async throws {
        let codes = ["11111111111111111111", "22222222222222222222"]
        let one = try await hasher.hash(codes, salt: salt())
        let other = try await hasher.hash(codes, salt: salt())
        #expect(try await hasher.index(of: codes[1], among: [one[0], other[1]]) == nil)
    }

    @Test func `TOTP-11: neither a password nor a hash shows when printed`() async throws {
        let password = try Password("correct horse")
        let hash = try await hasher.hash(password, salt: salt())
        var dumped = ""
        dump((password, hash), to: &dumped)
        for text in [dumped, "\(password) \(hash)", String(reflecting: [password]), String(reflecting: [hash])] {
            #expect(!text.contains("correct") && !text.contains("argon2id"))
        }
    }
}
