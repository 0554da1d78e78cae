import PasswordHashing
import Testing

@Suite struct `A stored password hash` {
    let text = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"

    @Test func `is read and written as the same text`() throws {
        let hash = try PasswordHash(text)
        #expect(hash.text == text)
        #expect(hash.cost == .recommended)
        let keyed = text.replacing("p=1", with: "p=1,keyid=AAEC")
        #expect(try PasswordHash(keyed).text == keyed)
    }

    @Test(arguments: [
        ("argon2id", "argon2i", PasswordHash.Refusal.notArgon2id),
        ("argon2id", "argon2d", .notArgon2id),
        ("v=19", "v=16", .notArgon2id),
        ("$v=19", "", .notArgon2id),
        ("m=19456", "m=1048577", .cost(.memory(1_048_577))),
        ("m=19456", "m=7", .cost(.memory(7))),
        ("t=2", "t=65", .cost(.passes(65))),
        ("p=1", "p=17", .cost(.lanes(17))),
        ("p=1", "p=0", .malformedParameters),
        ("p=1", "p=01", .malformedParameters),
        ("p=1", "p=", .malformedParameters),
        ("t=2", "t=-2", .malformedParameters),
        ("t=2", "t=99999999999999999999", .malformedParameters),
        ("m=19456,t=2", "t=2,m=19456", .malformedParameters),
        ("p=1", "p=1,keyid=x", .malformedParameters),
        ("p=1", "p=1,keyid=", .malformedParameters),
        ("p=1", "p=1,keyid=AAECAwQFBgcI", .malformedParameters),
        ("p=1", "p=1,data=AAEC", .malformedParameters),
        ("p=1", "p=1,keyid=AAEC,data=AAEC", .malformedParameters),
        ("c29tZXNhbHRzb21lc2FsdA", "c29tZQ", .salt),
        ("c29tZXNhbHRzb21lc2FsdA", "c29tZXNhbHRzb21lc2FsdA==", .salt),
        ("CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc", "", .tag),
        ("CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc", "CTFhFdX_", .tag),
    ])
    func `refuses what is not ours or not bearable`(part: String, other: String, refusal: PasswordHash.Refusal) {
        #expect(throws: refusal) { try PasswordHash(text.replacing(part, with: other)) }
    }

    @Test func `every truncation is refused`() {
        for length in 0..<text.utf8.count {
            let cut = String(text.prefix(length))
            guard let read = try? PasswordHash(cut) else { continue }
            #expect(read.text == cut, "only a shorter tag can be a hash of its own")
        }
    }
}
