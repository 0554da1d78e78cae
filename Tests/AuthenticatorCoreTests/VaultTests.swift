import Bytes
import Foundation
import TestSupport
import Testing

@testable import AuthenticatorCore

@Suite struct `The vault` {
    private struct Keys: Decodable {
        struct Case: Decodable {
            let name, passphrase, salt, authenticationKey, encryptionKey: String
            let rounds: Int
        }
        let cases: [Case]
    }

    private struct Envelopes: Decodable {
        let passphrase, account, vaultKey, wrappedKey, document, content: String
        let keyNumber, version: Int64
    }

    private struct Merges: Decodable {
        struct Case: Decodable {
            let name: String
            let documents: [String]
            let merged: String
        }
        let cases: [Case]
    }

    // MARK: The passphrase

    @Test func `R-5: both keys come from the passphrase as the vectors have it, however it was typed`() throws {
        for vector in try vectors(Keys.self, "passphrase/keys").cases {
            let salt = try Base64.url.decode(vector.salt)
            let keys = try PassphraseKeys(vector.passphrase, salt: salt, rounds: vector.rounds)
            #expect(Base64.url.encode(keys.authenticationKey) == vector.authenticationKey, "\(vector.name)")
            #expect(Base64.url.encode(keys.encryptionKey.bytes) == vector.encryptionKey, "\(vector.name)")
        }
    }

    @Test(arguments: [0, 1, 599_999, 10_000_001])
    func `a server can't make the passphrase quick to guess, nor keep the person waiting for ever`(rounds: Int) {
        #expect(throws: PassphraseKeys.WeakDerivation.self) {
            try PassphraseKeys("violet kettle", salt: PassphraseKeys.newSalt(), rounds: rounds)
        }
    }

    // MARK: The envelope

    @Test func `opens what the vectors have sealed, and what it seals itself`() throws {
        let vector = try vectors(Envelopes.self, "vault/envelopes")
        let salt = (0..<16).map { UInt8($0) }
        let key = try PassphraseKeys(vector.passphrase, salt: salt).encryptionKey
        let wrapped = try Base64.url.decode(vector.wrappedKey)
        let purpose = VaultEnvelope.Purpose.vaultKey(account: vector.account)
        let vaultKey = EnvelopeKey(try VaultEnvelope.open(wrapped, under: key, for: purpose))
        #expect(Base64.url.encode(vaultKey.bytes) == vector.vaultKey)
        let place = VaultEnvelope.Purpose.content(
            account: vector.account, keyNumber: vector.keyNumber, version: vector.version)
        let plain = try VaultEnvelope.open(try Base64.url.decode(vector.content), under: vaultKey, for: place)
        #expect(plain.count == 1_024)
        let document = try VaultForm.read(plain)
        #expect(VaultForm.write(document) == plain)
        #expect(String(decoding: plain, as: UTF8.self).hasPrefix(vector.document))
        let again = try VaultEnvelope.seal(plain, under: vaultKey, for: place)
        #expect(try VaultEnvelope.open(again, under: vaultKey, for: place) == plain)
        #expect(again != (try VaultEnvelope.seal(plain, under: vaultKey, for: place)))
    }

    @Test func `no envelope opens in another's place, cut off, or with one bit changed`() throws {
        let key = EnvelopeKey.random()
        let here = VaultEnvelope.Purpose.content(account: "a", keyNumber: 1, version: 2)
        let sealed = try VaultEnvelope.seal(Array("codes".utf8), under: key, for: here)
        let elsewhere: [VaultEnvelope.Purpose] = [
            .content(account: "b", keyNumber: 1, version: 2), .content(account: "a", keyNumber: 2, version: 2),
            .content(account: "a", keyNumber: 1, version: 3), .vaultKey(account: "a"), .export,
        ]
        for place in elsewhere {
            #expect(throws: VaultEnvelope.CannotOpen.self) { try VaultEnvelope.open(sealed, under: key, for: place) }
        }
        #expect(throws: VaultEnvelope.CannotOpen.self) {
            try VaultEnvelope.open(sealed, under: .random(), for: here)
        }
        for length in 0..<sealed.count {
            #expect(throws: VaultEnvelope.CannotOpen.self) {
                try VaultEnvelope.open(Array(sealed.prefix(length)), under: key, for: here)
            }
        }
        for bit in 0..<sealed.count * 8 {
            var changed = sealed
            changed[bit / 8] ^= 1 << (bit % 8)
            #expect(throws: VaultEnvelope.CannotOpen.self) { try VaultEnvelope.open(changed, under: key, for: here) }
        }
    }

    @Test func `keys have no text`() throws {
        #expect("\(EnvelopeKey.random())" == "‹key›")
        #expect(String(reflecting: OpenVault(key: .random(), keyNumber: 1)) == "‹vault key›")
    }

    // MARK: Merging

    @Test func `T-2: merges as the vectors do, whichever copy is asked first`() throws {
        for vector in try vectors(Merges.self, "vault/merges").cases {
            let copies = try vector.documents.map { try VaultForm.read(Array($0.utf8)) }
            for order in [copies, copies.reversed()] {
                let merged = order.reduce(VaultDocument()) { $0.merged(with: $1) }
                let text = String(decoding: VaultForm.write(merged), as: UTF8.self)
                #expect(text.trimmingCharacters(in: .whitespaces) == vector.merged, "\(vector.name)")
            }
        }
    }

    @Test(arguments: 0..<50)
    func `T-2: no entry is lost that many installations add, rename and remove while apart`(seed: UInt64) throws {
        var world = Apart(seed: seed, copies: 4)
        for _ in 0..<120 { world.step() }
        let all = world.copies.reduce(VaultDocument()) { $0.merged(with: $1) }
        // Commutative and associative: any order and grouping says the same. Idempotent: once more changes nothing.
        let backwards = world.copies.reversed().reduce(VaultDocument()) { $1.merged(with: $0) }
        let paired = world.copies[0].merged(with: world.copies[1])
            .merged(with: world.copies[2].merged(with: world.copies[3]))
        #expect(backwards == all)
        #expect(paired == all)
        #expect(all.merged(with: all) == all)
        for copy in world.copies { #expect(all.merged(with: copy) == all) }
        // Whatever was added and never removed by anybody is there, with the name that the newest change gave it.
        let present = Dictionary(uniqueKeysWithValues: all.entries.map { ($0.id, $0.entry) })
        for id in world.added.subtracting(world.removed) { #expect(present[id] != nil) }
        #expect(Set(present.keys).isSubset(of: world.added))
        #expect(try VaultForm.read(VaultForm.write(all)) == all)
    }

    @Test func `the same code that two installations scan is one entry, and a rename of it stays`() {
        var (one, two) = (VaultDocument(), VaultDocument())
        let isNew = one.add(Self.codes("GitHub", "octocat"), .init(device: "one", now: 100))
        let isNewThere = two.add(Self.codes("GitHub", "octocat"), .init(device: "two", now: 90))
        #expect(isNew && isNewThere)
        if let id = two.entries.first?.id {
            two.rename(id, issuer: "GitHub", account: "work", .init(device: "two", now: 50))
            two.rename(id, issuer: "GitHub", account: "at work", .init(device: "two", now: 300))
        }
        let merged = one.merged(with: two)
        #expect(merged.entries.map(\.entry.account) == ["at work"])
        var again = merged
        let isNewAgain = again.add(Self.codes("GitHub", "octocat"), .init(device: "one", now: 400))
        #expect(!isNewAgain)
    }

    @Test func `what comes back from a file of the vault is the entry that it was, and never another's`() throws {
        var document = VaultDocument()
        for name in ["Bank", "Mail"] { _ = document.add(Self.codes(name, "ada"), .init(device: "one", now: 5)) }
        let ids = document.entries.map(\.id)
        document.rename(ids[0], issuer: "Savings bank", account: "ada", .init(device: "one", now: 6))

        var elsewhere = VaultDocument()
        for (id, entry) in document.entries {
            let codes = try #require(ImportedCodes(entry, id: id))
            _ = elsewhere.add(codes, .init(device: "two", now: 9))
        }
        #expect(elsewhere.merged(with: document).entries.map(\.entry.issuer) == ["Savings bank", "Mail"])

        // A file that calls one entry by the id of another is believed in neither.
        let mixed = ImportedCodes(
            issuer: "Shop", account: "ada", totp: Self.codes("Shop", "ada", seed: 9).totp, entryID: ids[1])
        let isNew = document.add(mixed, .init(device: "one", now: 10))
        #expect(isNew)
        #expect(document.entries.map(\.entry.issuer) == ["Savings bank", "Mail", "Shop"])
    }

    @Test func `of two codes with the same names both are kept, and can be told apart`() {
        var document = VaultDocument()
        for seed in [1, 2, 3] {
            _ = document.add(Self.codes("Bank", "ada", seed: UInt8(seed)), .init(device: "one", now: 5))
        }
        #expect(document.entries.map(\.entry.account) == ["ada", "ada (2)", "ada (3)"])
    }

    @Test func `what was there before the vault is stronger than an old removal elsewhere`() throws {
        var here = VaultDocument()
        here.takeOver(VaultEntry(Self.codes("GitHub", "octocat"), added: 0))
        var there = VaultDocument()
        _ = there.add(Self.codes("GitHub", "octocat"), .init(device: "two", now: 10))
        there.remove(try #require(there.entries.first?.id), .init(device: "two", now: 20))
        here.stampAll(.init(device: "one", now: 30))
        #expect(here.merged(with: there).entries.count == 1)
    }

    @Test(arguments: [
        "", "[]", "{}", #"{"form":1}"#, #"{"form":0,"entries":[]}"#, #"{"form":1,"entries":[{}]}"#,
        #"{"form":1,"entries":[{"id":"AAAAAAAAAAAAAAAAAAAAAA","changed":-1,"device":"d","removed":true}]}"#,
        #"{"form":1,"entries":[{"id":"AAAA","changed":1,"device":"d","removed":true}]}"#,
        #"{"form":1,"entries":[{"id":"AAAAAAAAAAAAAAAAAAAAAA","changed":1,"device":"d","issuer":"i","account":"a"}]}"#,
    ])
    func `bytes that are no document are not taken for an empty one`(text: String) {
        #expect(throws: VaultUnreadable.damaged) { try VaultForm.read(Array(text.utf8)) }
    }

    @Test func `a document of a newer app is not replaced`() {
        #expect(throws: VaultUnreadable.newer) { try VaultForm.read(Array(#"{"form":2,"entries":{}}"#.utf8)) }
    }

    // MARK: -

    static func codes(_ issuer: String, _ account: String, seed: UInt8 = 7) -> ImportedCodes {
        let secret = Base32.encode([UInt8](repeating: seed, count: 20))
        let link = Array("otpauth://totp/\(issuer):\(account)?secret=\(secret)&issuer=\(issuer)".utf8)
        return (try? CodeImport(link))?.codes.first ?? codes(issuer, account)
    }

    private func vectors<Value: Decodable>(_ type: Value.Type, _ name: String) throws -> Value {
        try JSONDecoder().decode(type, from: try Data(contentsOf: Vectors.folder.appending(path: "\(name).json")))
    }
}

/// Installations that change their copies of a vault and only now and then meet.
private struct Apart {
    private(set) var copies: [VaultDocument]
    /// What anybody has ever added, and what anybody has ever removed.
    private(set) var added: Set<String> = []
    private(set) var removed: Set<String> = []
    private var dice: Dice
    private var clock: Int64 = 1_000

    init(seed: UInt64, copies: Int) {
        dice = Dice(state: seed &* 0x9E37_79B9_7F4A_7C15 &+ 1)
        self.copies = Array(repeating: VaultDocument(), count: copies)
    }

    mutating func step() {
        // Clocks differ, and stand still now and then.
        clock += Int64.random(in: 0...3, using: &dice)
        let place = Int.random(in: 0..<copies.count, using: &dice)
        let stamp = VaultDocument.Stamp(
            device: "device \(place)", now: clock + Int64.random(in: -50...50, using: &dice))
        let known = copies[place].entries.randomElement(using: &dice)?.id
        switch Int.random(in: 0..<10, using: &dice) {
        case 0...3:
            let number = UInt8.random(in: 0...40, using: &dice)
            let before = Set(copies[place].entries.map(\.id))
            _ = copies[place].add(`The vault`.codes("Service\(number)", "me", seed: number), stamp)
            added.formUnion(Set(copies[place].entries.map(\.id)).subtracting(before))
        case 4...5:
            if let known { copies[place].rename(known, issuer: "Renamed \(clock)", account: "me", stamp) }
        case 6:
            if let known {
                copies[place].remove(known, stamp)
                removed.insert(known)
            }
        default:
            copies[place] = copies[place].merged(with: copies[Int.random(in: 0..<copies.count, using: &dice)])
        }
    }
}

/// SplitMix64: the same throws on every machine.
private struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
