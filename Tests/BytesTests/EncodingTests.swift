import Bytes
import TestSupport
import Testing

@Suite struct `Text encodings of bytes` {
    @Test func `base 16 gives the vectors of RFC 4648`() throws {
        for vector in try Vectors.cases(in: "bytes/base16.txt") {
            #expect(Hexadecimal.encode(vector[0].utf8) == vector[1].lowercased())
            #expect(try Hexadecimal.decode(vector[1]) == Array(vector[0].utf8))
        }
    }

    @Test func `base 32 gives the vectors of RFC 4648, without padding out and with or without it in`() throws {
        for vector in try Vectors.cases(in: "bytes/base32.txt") {
            let unpadded = vector[1].filter { $0 != "=" }
            #expect(Base32.encode(vector[0].utf8) == unpadded)
            #expect(try Base32.decode(vector[1]) == Array(vector[0].utf8))
            #expect(try Base32.decode(unpadded.lowercased()) == Array(vector[0].utf8))
        }
    }

    @Test func `base 64 gives the vectors of RFC 4648, and takes no padding`() throws {
        for vector in try Vectors.cases(in: "bytes/base64.txt") {
            let unpadded = vector[1].filter { $0 != "=" }
            #expect(Base64.standard.encode(vector[0].utf8) == unpadded)
            #expect(try Base64.standard.decode(unpadded) == Array(vector[0].utf8))
            guard unpadded != vector[1] else { continue }
            #expect(throws: Base64.Refusal.self) { try Base64.standard.decode(vector[1]) }
        }
    }

    @Test(arguments: 0...70) func `every length makes the round trip`(length: Int) throws {
        var random = SystemRandomNumberGenerator()
        let bytes = (0..<length).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        #expect(try Hexadecimal.decode(Hexadecimal.encode(bytes)) == bytes)
        #expect(try Base32.decode(Base32.encode(bytes)) == bytes)
        #expect(try Base64.url.decode(Base64.url.encode(bytes)) == bytes)
        #expect(try Base64.standard.decode(Base64.standard.encode(bytes)) == bytes)
    }

    @Test func `base 16 says where it went wrong`() {
        #expect(throws: Hexadecimal.Refusal.oddLength) { try Hexadecimal.decode("abc") }
        #expect(throws: Hexadecimal.Refusal.notADigit(offset: 3)) { try Hexadecimal.decode("abcg") }
        #expect(throws: Hexadecimal.Refusal.notADigit(offset: 0)) { try Hexadecimal.decode("+1") }
    }

    @Test func `base 32 takes what a person copies in groups`() throws {
        let secret = Array("12345678901234567890".utf8)
        #expect(try Base32.decode("gezd gnbv-GY3T QOJQ gezd gnbv gy3t qojq") == secret)
    }

    @Test func `base 32 drops bits that never were a whole byte`() throws {
        #expect(try Base32.decode("MZ") == Base32.decode("MY"))
    }

    @Test(arguments: ["M", "MZX", "MZXW6Y"]) func `base 32 refuses a length that no bytes encode to`(text: String) {
        #expect(throws: Base32.Refusal.truncated) { try Base32.decode(text) }
    }

    @Test func `base 32 refuses foreign characters and data behind padding`() {
        #expect(throws: Base32.Refusal.notInAlphabet(offset: 2)) { try Base32.decode("MZ1W") }
        #expect(throws: Base32.Refusal.notInAlphabet(offset: 0)) { try Base32.decode("０ZXW") }
        #expect(throws: Base32.Refusal.dataAfterPadding(offset: 4)) { try Base32.decode("MZ==XW") }
    }

    @Test func `base 64 keeps its two alphabets apart`() throws {
        let bytes: [UInt8] = [0xFB, 0xFF, 0xFE]
        #expect(Base64.url.encode(bytes) == "-__-")
        #expect(Base64.standard.encode(bytes) == "+//+")
        #expect(throws: Base64.Refusal.notInAlphabet(offset: 0)) { try Base64.url.decode("+//+") }
        #expect(throws: Base64.Refusal.notInAlphabet(offset: 0)) { try Base64.standard.decode("-__-") }
    }

    @Test func `ONCE-14: a base 64 token has one text only`() {
        #expect(throws: Base64.Refusal.strayBits) { try Base64.url.decode("Zh") }
        #expect(throws: Base64.Refusal.truncated) { try Base64.url.decode("Zm9vY") }
        #expect(throws: Base64.Refusal.notInAlphabet(offset: 2)) { try Base64.url.decode("Zm 9vYQ") }
        #expect(throws: Base64.Refusal.notInAlphabet(offset: 2)) { try Base64.url.decode("Zm\n9vYQ") }
    }
}
