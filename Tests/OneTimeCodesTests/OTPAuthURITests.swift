import Bytes
import OneTimeCodes
import Testing

@Suite struct `An otpauth URI` {
    let secret: TOTPSecret

    init() throws {
        secret = try TOTPSecret(random: Array("12345678901234567890".utf8))
    }

    @Test func `TOTP-10: carries names percent-encoded and the secret without padding`() {
        let uri = OTPAuthURI(issuer: "Aikagi & Söhne", account: "a+b@example.test", totp: TOTP(secret: secret))
        #expect(
            uri.text == "otpauth://totp/Aikagi%20%26%20S%C3%B6hne:a%2Bb%40example.test"
                + "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Aikagi%20%26%20S%C3%B6hne"
                + "&algorithm=SHA1&digits=6&period=30")
    }

    @Test(arguments: ["鍵", "a/b?c#d&e=f%20", "x:y", "💡 light", ""])
    func `TOTP-10: reads back whatever the names are`(name: String) throws {
        let parameters = try TOTPParameters(hash: .sha512, digits: 8, period: 60)
        let uri = OTPAuthURI(issuer: name, account: name, totp: TOTP(secret: secret, parameters: parameters))
        let read = try OTPAuthURI(parsing: uri.text)
        #expect(read.issuer == uri.issuer && read.account == uri.account)
        #expect(read.totp.parameters == parameters)
        #expect(read.totp.secret.bytes == secret.bytes)
    }

    @Test func `TOTP-10: a secret of ours has 160 bits or is none`() {
        #expect(throws: TOTPSecret.Refusal.tooShort(bits: 152)) {
            try TOTPSecret(random: [UInt8](repeating: 7, count: 19))
        }
        #expect(throws: TOTPSecret.Refusal.tooLong(bits: 1032)) {
            try TOTPSecret(random: [UInt8](repeating: 7, count: 129))
        }
        #expect(secret.grouped == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ")
    }

    @Test(arguments: [
        ("OTPAUTH://TOTP/x?SECRET=gezd-gnbv-gy3t-qojq", "", "x"),
        ("otpauth://totp/Corp%3A%20bob?secret=GEZDGNBVGY3TQOJQ", "Corp", "bob"),
        ("otpauth://totp/bob?secret=GEZDGNBVGY3TQOJQ&issuer=Big+Corp&image=https://x.test/y.png", "Big Corp", "bob"),
        ("otpauth://totp/Old:bob?issuer=New&secret=GEZDGNBVGY3TQOJQ====&algorithm=sha1", "New", "bob"),
    ])
    func `is read as other services write it`(text: String, issuer: String, account: String) throws {
        let uri = try OTPAuthURI(parsing: text)
        #expect(uri.issuer == issuer && uri.account == account)
        #expect(uri.totp.secret.bytes == Array("1234567890".utf8))
        #expect(uri.totp.parameters == .standard)
    }

    @Test(arguments: ["SHA256", "sha-256", "HmacSHA256"]) func `knows a hash by its other names`(name: String) throws {
        let uri = try OTPAuthURI(parsing: "otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ&algorithm=\(name)")
        #expect(uri.totp.parameters.hash == .sha256)
    }

    @Test(arguments: [
        ("digits=1", OTPAuthURI.Refusal.parameters(.digits(1))),
        ("digits=9", .parameters(.digits(9))),
        ("digits=-6", .notANumber(parameter: "digits")),
        ("digits=６", .notANumber(parameter: "digits")),
        ("digits=6.0", .notANumber(parameter: "digits")),
        ("period=1000000", .parameters(.period(1_000_000))),
        ("period=0", .parameters(.period(0))),
        ("period=99999999999999999999", .notANumber(parameter: "period")),
        ("period=", .notANumber(parameter: "period")),
        ("algorithm=MD5", .unknownHash),
        ("algorithm=", .unknownHash),
        ("secret=MFRGG", .repeated(parameter: "secret")),
        ("issuer=a&ISSUER=b", .repeated(parameter: "issuer")),
        ("issuer=%zz", .malformed),
        ("issuer=%ff", .malformed),
        ("issuer=a%0d%0ab", .malformed),
    ])
    func `TOTP-18: refuses parameters that make no usable code`(query: String, refusal: OTPAuthURI.Refusal) {
        #expect(throws: refusal) { try OTPAuthURI(parsing: "otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ&\(query)") }
    }

    @Test(arguments: [
        ("otpauth://totp/x?secret=ME", OTPAuthURI.Refusal.secret(.tooShort(bits: 8))),
        ("otpauth://totp/x?secret=GEZDGNB1", .secret(.notBase32(.notInAlphabet(offset: 7)))),
        ("otpauth://totp/x?secret=", .missingSecret),
        ("otpauth://totp/x?issuer=a", .missingSecret),
        ("otpauth://totp/x", .missingSecret),
        ("otpauth://hotp/x?secret=GEZDGNBVGY3TQOJQ&counter=1", .notTimeBased),
        ("otpauth://totp", .notTimeBased),
        ("https://example.test/?secret=GEZDGNBVGY3TQOJQ", .notOTPAuth),
        ("", .notOTPAuth),
    ])
    func `TOTP-18: refuses what is not a secret for time-based codes`(text: String, refusal: OTPAuthURI.Refusal) {
        #expect(throws: refusal) { try OTPAuthURI(parsing: text) }
    }

    @Test func `TOTP-18: refuses a URI that no code could hold`() {
        let text = "otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ&issuer=" + String(repeating: "a", count: 2_048)
        #expect(throws: OTPAuthURI.Refusal.tooLong) { try OTPAuthURI(parsing: text) }
    }

    @Test func `every truncation is refused or a valid URI, and none traps`() {
        let text = OTPAuthURI(issuer: "鍵 Aikagi", account: "a@example.test", totp: TOTP(secret: secret)).text
        for length in 0..<text.utf8.count {
            let cut = String(decoding: text.utf8.prefix(length), as: UTF8.self)
            if let read = try? OTPAuthURI(parsing: cut) {
                #expect(read.totp.secret.bytes.count >= 10, "\(cut)")
            }
        }
    }
}
