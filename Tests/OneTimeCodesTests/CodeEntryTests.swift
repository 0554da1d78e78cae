import OneTimeCodes
import Testing

@Suite struct `A typed code` {
    @Test(arguments: ["007123", "007 123", " 007123 ", "0 0 7 1 2 3", "００７１２３", "００７　１２３", "007\u{A0}123", "007123\t"])
    func `TOTP-07: keeps its leading zeros through spaces and full-width digits`(entry: String) throws {
        #expect(try OneTimeCode(entry: entry, length: 6).text == "007123")
    }

    @Test(arguments: [
        "٠٠٧١٢٣", "۰۰۷۱۲۳", "००७१२३", "𝟎𝟎𝟕𝟏𝟐𝟑", "①②③④⑤⑥", "七一二三四五", "00712３\u{FE0F}", "0x7123", "+07123", "-07123",
    ])
    func `TOTP-07: digits of other scripts are refused, never read as zero`(entry: String) {
        #expect(throws: CodeEntryRefusal.notDigits) { try OneTimeCode(entry: entry, length: 6) }
    }

    @Test(arguments: ["007123\n", "007\r\n123", "007123\0", "007\u{200B}123", "007-123", "12345e", "1,234,567"])
    func `TOTP-07: anything but digits and spaces is refused`(entry: String) {
        #expect(throws: CodeEntryRefusal.notDigits) { try OneTimeCode(entry: entry, length: 6) }
    }

    @Test func `is not completed, shortened or searched for`() {
        #expect(throws: CodeEntryRefusal.empty) { try OneTimeCode(entry: "", length: 6) }
        #expect(throws: CodeEntryRefusal.empty) { try OneTimeCode(entry: " 　", length: 6) }
        #expect(throws: CodeEntryRefusal.wrongLength(digits: 5)) { try OneTimeCode(entry: "12345", length: 6) }
        #expect(throws: CodeEntryRefusal.wrongLength(digits: 7)) { try OneTimeCode(entry: "0123456", length: 6) }
        let long = String(repeating: " ", count: 1_000_000) + "123456"
        #expect(throws: CodeEntryRefusal.notDigits) { try OneTimeCode(entry: long, length: 6) }
    }

    @Test func `RATE-19: matches exactly itself`() throws {
        let code = try OneTimeCode(entry: "007123", length: 6)
        #expect(code.matches(try OneTimeCode(entry: "007 123", length: 6)))
        #expect(!code.matches(try OneTimeCode(entry: "007124", length: 6)))
        #expect(!code.matches(try OneTimeCode(entry: "0071230", length: 7)))
    }

    @Test func `TOTP-11: neither it nor a secret shows when printed`() throws {
        let code = try OneTimeCode(entry: "007123", length: 6)
        let backup = try BackupCode(entry: "12345678901234567890")
        let secret = try TOTPSecret(random: Array("12345678901234567890".utf8))
        let uri = OTPAuthURI(issuer: "Aikagi", account: "a@example.test", totp: TOTP(secret: secret))
        let printed =
            "\(code)\(backup)\(secret)\(uri)" + String(reflecting: [code]) + String(reflecting: [backup])
            + String(reflecting: [secret]) + String(reflecting: uri)
        var dumped = ""
        dump((code, backup, secret, uri), to: &dumped)
        for text in [printed, dumped] {
            #expect(!text.contains("007123") && !text.contains("12345") && !text.contains("GEZD"))
        }
        #expect(!dumped.contains("49"), "the bytes of the secret")
    }
}

@Suite struct `A random code` {
    /// A chi-squared statistic with nine degrees of freedom exceeds 35 once in 16,000 runs of a fair source.
    @Test func `OTP-01: has uniform digits in every place, over 100,000 codes`() {
        var random = SplitMix(state: 1)
        var counts = [[Int]](repeating: [Int](repeating: 0, count: 10), count: 6)
        for _ in 0..<100_000 {
            let code = OneTimeCode.random(length: 6, using: &random)
            for (place, digit) in code.text.utf8.enumerated() { counts[place][Int(digit) - 48] += 1 }
        }
        for place in counts {
            let statistic = place.reduce(0.0) { $0 + Double(($1 - 10_000) * ($1 - 10_000)) / 10_000 }
            #expect(statistic < 35, "\(place)")
        }
    }

    @Test func `OTP-01: takes no byte that would favour a digit`() {
        var random = Scripted(words: [0xFFFF_FEFD_FCFB_FAF9, 0x0908_0706_0504_0302])
        #expect(OneTimeCode.random(length: 8, using: &random).text == "92345678")
    }

    @Test(arguments: [6, 8]) func `OTP-01: has the length that was asked for, leading zeros included`(length: Int) {
        var random = SplitMix(state: 2)
        let codes = (0..<1_000).map { _ in OneTimeCode.random(length: length, using: &random).text }
        #expect(codes.allSatisfy { $0.utf8.count == length })
        #expect(codes.contains { $0.hasPrefix("0") })
    }
}

/// A fixed sequence, so that a statistical test can't fail by chance.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}

private struct Scripted: RandomNumberGenerator {
    var words: [UInt64]
    mutating func next() -> UInt64 { words.removeFirst() }
}
