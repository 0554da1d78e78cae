import Crypto
import Testing

@testable import Store

@Suite struct `A sealed value` {
    private let sealer = Sealer(masterKey: MasterKey(bytes: .random()))
    private let place = Sealer.Place(table: "code_app", column: "seed_sealed", row: "app")
    private let seed = Array("a seed of 20 bytes..".utf8)

    @Test(arguments: [0, 1, 15, 16, 17, 20, 10_000])
    func `opens where it was sealed`(length: Int) throws {
        let value = (0..<length).map { UInt8(truncatingIfNeeded: $0) }
        #expect(try sealer.open(sealer.seal(value, at: place), at: place) == value)
    }

    @Test func `is never the same twice`() throws {
        #expect(try sealer.seal(seed, at: place) != sealer.seal(seed, at: place))
    }

    @Test(arguments: [
        Sealer.Place(table: "enrolment", column: "seed_sealed", row: "app"),
        Sealer.Place(table: "code_app", column: "other", row: "app"),
        Sealer.Place(table: "code_app", column: "seed_sealed", row: "ap"),
        Sealer.Place(table: "code_app", column: "seed_seale", row: "dapp"),
    ])
    func `does not open in another table, column or row`(other: Sealer.Place) throws {
        let sealed = try sealer.seal(seed, at: place)
        #expect(throws: Sealer.NotSealedHere(place: other)) { try sealer.open(sealed, at: other) }
    }

    @Test func `does not open under another key`() throws {
        let sealed = try sealer.seal(seed, at: place)
        let other = Sealer(masterKey: MasterKey(bytes: .random()))
        #expect(throws: Sealer.NotSealedHere.self) { try other.open(sealed, at: place) }
    }

    @Test func `does not open with any bit flipped, or cut anywhere`() throws {
        let sealed = try sealer.seal(seed, at: place)
        for bit in 0..<sealed.count * 8 {
            var changed = sealed
            changed[bit / 8] ^= 1 << (bit % 8)
            #expect(throws: Sealer.NotSealedHere.self, "bit \(bit)") { try sealer.open(changed, at: place) }
        }
        for length in 0..<sealed.count {
            #expect(throws: Sealer.NotSealedHere.self, "\(length) bytes") {
                try sealer.open(Array(sealed.prefix(length)), at: place)
            }
        }
    }

    @Test func `keys for different uses have nothing in common, and one use always has the same`() {
        let masterKey = MasterKey(bytes: .random())
        #expect(masterKey.derived("form token") == masterKey.derived("form token"))
        #expect(masterKey.derived("form token") != masterKey.derived("form tokens"))
        #expect(masterKey.derived("form token") != MasterKey(bytes: .random()).derived("form token"))
    }
}
