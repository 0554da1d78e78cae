import Addresses
import Identity
import Testing

@Suite struct `Mobile numbers as typed` {
    @Test(arguments: [
        "+41 79 123 45 67", "+41791234567", "+41 (0)79 123 45 67", "+41-79-123-45-67", " +41 79.123.45.67 ",
        "＋４１ ７９ １２３ ４５ ６７", "0041 79 123 45 67", "079 123 45 67",
    ])
    func `OTP-16: the ways to write one number are one identity in E.164`(typed: String) throws {
        let entry = try PhoneEntry(typed, in: PhoneRegion("CH"))
        #expect(entry.number.canonical == "+41791234567")
        #expect(entry.number.shown == "+41 79 123 45 67")
    }

    @Test(arguments: [
        "tel:+41791234567", "+41791234567;ext=12", "+41 79 123 45 67 x12", "+41 79 FLOWERS", "+41791234567p1",
        "+41791234567w1", "+41791234567,,12", "*141#", "+417912345671234567", "", "   ", "+", "abc",
        "+41791234567\r\nBcc: +41797654321", "+41791234567,+41797654321", "+4179\u{200B}1234567", "+٤١٧٩١٢٣٤٥٦٧x",
    ])
    func `OTP-16: parameters, extensions, letters, pauses and more than 15 digits are refused`(typed: String) {
        #expect(throws: PhoneRefusal.self) { try PhoneEntry(typed, in: PhoneRegion("CH")) }
    }

    @Test func `OTP-16: without a country a number is refused where none is assumed`() {
        #expect(throws: PhoneRefusal.noCountry) { try PhoneEntry("079 123 45 67") }
        #expect(throws: PhoneRefusal.noCountry) { try PhoneEntry("41-79-123-45-67") }
    }

    @Test(arguments: [("+81 90-1234-5678", "+819012345678"), ("+1 202-555-0123", "+12025550123")])
    func `numbers of other countries keep their own groups`(typed: String, canonical: String) throws {
        #expect(try PhoneEntry(typed, in: PhoneRegion("CH")).number.canonical == canonical)
    }

    @Test(arguments: ["+41 44 668 18 00", "+41 900 123 456", "+41 800 123 456", "+81 3-1234-5678"])
    func `a fixed line and a number that costs its caller are no mobile numbers`(typed: String) {
        #expect(throws: PhoneRefusal.notMobile) { try PhoneEntry(typed) }
    }

    @Test func `a number that no country has given out is refused`() {
        #expect(throws: PhoneRefusal.nobodys) { try PhoneEntry("+41 79 123") }
    }

    @Test func `regions are two letters that have telephones`() {
        #expect(PhoneRegion("jp")?.code == "JP")
        for code in ["", "J", "ZZ", "XX", "JPN", "日本"] { #expect(PhoneRegion(code) == nil) }
    }
}
