import OneTimeCodes
import Testing

@Suite struct `A backup code` {
    @Test func `BKUP-01: has 20 random digits, and its set has ten codes that differ`() {
        var random = SplitMix(state: 3)
        let codes = BackupCode.makeSet(using: &random)
        #expect(codes.count == 10)
        #expect(Set(codes.map(\.text)).count == 10)
        #expect(codes.allSatisfy { $0.text.utf8.count == 20 && $0.text.utf8.allSatisfy { (48...57).contains($0) } })
    }

    @Test func `BKUP-01: a source that repeats itself gives no code twice`() {
        var random = Stuttering()
        #expect(Set(BackupCode.makeSet(using: &random).map(\.text)).count == 10)
    }

    @Test func `is shown in groups of five`() throws {
        let code = try BackupCode(entry: "01234567890123456789")
        #expect(code.grouped == "01234-56789-01234-56789")
        #expect(code.groups == ["01234", "56789", "01234", "56789"])
    }

    @Test(arguments: [
        "01234567890123456789", "01234-56789-01234-56789", "01234 56789 01234 56789", "0123-4567-8901-2345-6789",
        "０１２３４－５６７８９－０１２３４－５６７８９", "01234ー56789ー01234ー56789", "01234–56789—01234−56789",
        "O1234-56789-o1234-56789", "0I234-56789-0l234-56789", "0i234 56789 0|234 56789 ", "0L234　56789　01234　56789",
    ])
    func `BKUP-08: is read however it was separated and whatever its letters were taken for`(entry: String) throws {
        #expect(try BackupCode(entry: entry).text == "01234567890123456789")
    }

    @Test func `BKUP-08: is never shortened or completed`() {
        #expect(throws: CodeEntryRefusal.wrongLength(digits: 19)) { try BackupCode(entry: "01234-56789-01234-5678") }
        #expect(throws: CodeEntryRefusal.wrongLength(digits: 21)) { try BackupCode(entry: "01234-56789-01234-567890") }
        #expect(throws: CodeEntryRefusal.wrongLength(digits: 5)) { try BackupCode(entry: "01234") }
        #expect(throws: CodeEntryRefusal.empty) { try BackupCode(entry: "----") }
        #expect(throws: CodeEntryRefusal.notDigits) { try BackupCode(entry: "01234-56789-01234-5678S") }
        #expect(throws: CodeEntryRefusal.notDigits) { try BackupCode(entry: "٠١٢٣٤-56789-01234-56789") }
    }

    @Test func `is known to be kept by its third group`() throws {
        let code = try BackupCode(entry: "11111-22222-33333-44444")
        #expect(try code.hasGroup(2, entry: " 33333 "))
        #expect(try code.hasGroup(2, entry: "３３３３３"))
        #expect(try !code.hasGroup(2, entry: "22222"))
        #expect(try !code.hasGroup(9, entry: "33333"))
        #expect(throws: CodeEntryRefusal.wrongLength(digits: 4)) { try code.hasGroup(2, entry: "3333") }
    }
}

/// Gives every word eight times over.
private struct Stuttering: RandomNumberGenerator {
    private var source = SplitMix(state: 4)
    private var word: UInt64 = 0
    private var calls = 0

    mutating func next() -> UInt64 {
        defer { calls += 1 }
        if calls.isMultiple(of: 8) { word = source.next() }
        return word
    }
}
