import Bytes
import Testing

@Suite struct `Comparison in constant time` {
    @Test func `RATE-19: agrees with plain equality for every flipped bit`() {
        let secret: [UInt8] = [0, 1, 0x7F, 0x80, 0xFF]
        #expect(equalInConstantTime(secret, secret))
        for bit in 0..<secret.count * 8 {
            var other = secret
            other[bit / 8] ^= 1 << (bit % 8)
            #expect(!equalInConstantTime(secret, other))
        }
    }

    @Test func `RATE-19: holds apart what differs in length or in normal form`() {
        #expect(!equalInConstantTime([1, 2], [1, 2, 3]))
        #expect(equalInConstantTime([UInt8](), []))
        #expect(equalInConstantTime("123456", "123456"))
        #expect(!equalInConstantTime("Zo\u{EB}", "Zoe\u{308}"))
    }
}
