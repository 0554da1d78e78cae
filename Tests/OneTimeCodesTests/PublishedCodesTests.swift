import Bytes
import Foundation
import OneTimeCodes
import TestSupport
import Testing

@Suite struct `Codes that others have published` {
    let digits = Array("1234567890".utf8)

    @Test func `TOTP-01: counter codes are those of RFC 4226 appendix D`() throws {
        let secret = try TOTPSecret(random: digits + digits)
        for vector in try Vectors.cases(in: "one-time-codes/hotp-rfc4226.txt") {
            let counter = try #require(UInt64(vector[0]))
            #expect(HOTP.code(counter: counter, secret: secret).text == vector[1])
        }
    }

    @Test func `TOTP-01: time codes are those of RFC 6238 appendix B`() throws {
        let seedLengths: [HashFunction: Int] = [.sha1: 20, .sha256: 32, .sha512: 64]
        for vector in try Vectors.cases(in: "one-time-codes/totp-rfc6238.txt") {
            let seconds = try #require(Int64(vector[0]))
            let hash = try #require(HashFunction(rawValue: vector[1]))
            let length = try #require(seedLengths[hash])
            let seed = (0..<length).map { digits[$0 % digits.count] }
            let totp = TOTP(
                secret: try TOTPSecret(random: seed),
                parameters: try TOTPParameters(hash: hash, digits: 8, period: 30))
            #expect(totp.code(atStep: totp.step(at: seconds))?.text == vector[2])
        }
    }

    @Test func `TOTP-02: a thousand codes are those of pyotp and oathtool`() throws {
        let vectors = try Vectors.cases(in: "one-time-codes/totp-peers.txt")
        #expect(vectors.count == 1_000)
        for vector in vectors {
            let totp = TOTP(
                secret: try TOTPSecret(foreignBase32: vector[0]),
                parameters: try TOTPParameters(
                    hash: try #require(HashFunction(rawValue: vector[1])),
                    digits: try #require(Int(vector[2])), period: try #require(Int(vector[3]))))
            let seconds = try #require(Int64(vector[4]))
            #expect(totp.code(atStep: totp.step(at: seconds))?.text == vector[5], "\(vector)")
        }
    }

    @Test(.enabled(if: Program.oathtool.isInstalled), arguments: HashFunction.allCases)
    func `TOTP-02: fresh secrets give the codes of the oathtool that is installed`(hash: HashFunction) throws {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<12 {
            let bytes = (0..<20).map { _ in UInt8.random(in: .min ... .max, using: &random) }
            let seconds = Int64.random(in: 0...4_000_000_000, using: &random)
            let totp = TOTP(
                secret: try TOTPSecret(random: bytes),
                parameters: try TOTPParameters(hash: hash, digits: 6, period: 30))
            let answer = try Program.oathtool.output(
                of: ["--totp=\(hash.rawValue)", "-N", "@\(seconds)", Hexadecimal.encode(bytes)])
            #expect(totp.code(atStep: totp.step(at: seconds))?.text == answer)
        }
    }
}
