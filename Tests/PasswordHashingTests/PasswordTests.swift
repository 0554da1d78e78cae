import PasswordHashing
import Testing

@Suite struct `A password` {
    @Test func `PWD-06: is counted in code points of its normal form C`() throws {
        #expect(try Password("Zoe\u{308}").codePoints == 3)
        #expect(try Password("Zo\u{EB}").codePoints == 3)
        #expect(try Password("🔑🔑").codePoints == 2)
        #expect(try Password("👩\u{200D}👧").codePoints == 3)
        #expect(try Password("e\r\n").codePoints == 3)
    }

    @Test func `PWD-06: has nothing but its normal form changed`() throws {
        for typed in [" a  b ", "ﬁ Ⅷ ｱ", "\u{FEFF}x", "ABC", "a\u{200B}b", "a\0b", "\u{3000}", "\t\n"] {
            #expect(try Array(Password(typed).text.utf8) == Array(typed.utf8))
        }
        #expect(try Array(Password("か\u{3099}").text.utf8) == Array("が".utf8))
    }

    @Test func `PWD-05: is refused when it is too long, before it costs anything`() throws {
        #expect(try Password(String(repeating: "a", count: 1_024)).codePoints == 1_024)
        #expect(try Password(String(repeating: "鍵", count: 341)).codePoints == 341)
        #expect(throws: Password.Refusal.tooLong) { try Password(String(repeating: "a", count: 1_025)) }
        #expect(throws: Password.Refusal.tooLong) { try Password(String(repeating: "鍵", count: 342)) }
        #expect(throws: Password.Refusal.tooLong) { try Password(String(repeating: "a", count: 1_000_000)) }
        #expect(throws: Password.Refusal.empty) { try Password("") }
    }

    @Test func `PWD-05: is measured after its normal form is made`() throws {
        let decomposed = String(repeating: "e\u{308}", count: 512)
        #expect(decomposed.utf8.count == 1_536)
        #expect(try Password(decomposed).text.utf8.count == 1_024)
    }

    @Test func `PWD-07: may be of one kind of character only`() throws {
        for typed in ["allsmallletters", "918273645546372", "               ", "ああああああああああ"] {
            #expect(try Password(typed).text == typed)
        }
    }
}

@Suite struct `The password blocklist` {
    let blocklist = PasswordBlocklist()

    private func reason(_ typed: String, context: [String] = []) throws -> PasswordBlocklist.Reason? {
        blocklist.reason(against: try Password(typed), context: context)
    }

    @Test(arguments: ["password", "12345678", "PassWord", "QWERTYUIOP", "1qaz2wsx", "trustno1"])
    func `PWD-08: refuses common passwords in any case`(typed: String) throws {
        #expect(try reason(typed) == .common)
    }

    @Test func `PWD-08: accepts a longer phrase that contains one`() throws {
        #expect(try reason("password of a long phrase") == nil)
        #expect(try reason("my superman cape") == nil)
        #expect(try reason(" password") == nil)
    }

    @Test func `PWD-08: refuses the names of this place and person exactly, and says which it was`() throws {
        let context = ["Aikagi", "Zoë Example", "zoe.example"]
        #expect(try reason("AIKAGI", context: context) == .contextWord("Aikagi"))
        #expect(try reason("zoe\u{308} example", context: context) == .contextWord("Zoë Example"))
        #expect(try reason("zoe.example", context: context) == .contextWord("zoe.example"))
        #expect(try reason("zoe.example!", context: context) == nil)
        #expect(try reason("aikagi is my key", context: context) == nil)
    }
}
