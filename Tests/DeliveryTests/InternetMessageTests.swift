internal import Delivery
internal import Foundation
internal import Identity
internal import Testing

@Suite struct `An Internet message` {
    @Test func `encodes a long Japanese subject in words of at most 75 characters`() throws {
        let subject = "パスワードが再設定されました。ほかのセッションはすべて終了しました"
        let lines = try message(Letter(subject: subject, text: "本文", html: "<p>本文</p>"))
        let start = try #require(lines.firstIndex { $0.hasPrefix("Subject: ") })
        let folded = lines[start...].prefix { $0.hasPrefix("Subject: ") || $0.hasPrefix(" ") }
        let words = folded.map { $0.replacing("Subject: ", with: "").trimmingCharacters(in: .whitespaces) }
        #expect(words.count > 1 && words.allSatisfy { $0.count <= 75 })
        let decoded = words.compactMap { Data(base64Encoded: String($0.dropFirst(10).dropLast(2))) }.reduce(Data(), +)
        #expect(String(decoding: decoded, as: UTF8.self) == subject)
    }

    @Test func `OTP-09: no subject or name can add a header`() throws {
        let lines = try message(
            Letter(subject: "Hi\r\nBcc: b@y.test", text: "\r\n.\r\nMAIL FROM:<x@y.test>", html: "--=_m1--"),
            from: "Ai\"\r\nBcc: c@y.test")
        let headers = lines.prefix { !$0.isEmpty }
        #expect(headers.count == 8)
        #expect(!headers.contains { $0.hasPrefix("Bcc") })
        #expect(lines.filter { $0.hasPrefix("--=_m1") }.count == 3)
    }

    @Test func `keeps every line within 90 characters of ASCII`() throws {
        let long = String(repeating: "長い text ", count: 200)
        for line in try message(Letter(subject: String(long.prefix(100)), text: long, html: long)) {
            #expect(line.utf8.count <= 90 && line.utf8.allSatisfy { (0x20...0x7E).contains($0) })
        }
    }

    private func message(_ letter: Letter, from name: String = "Aikagi") throws -> [String] {
        let address = try #require(MailAddress("no-reply@id.example.org"))
        let recipient = try #require(MailAddress("hana@example.org"))
        let message = InternetMessage(
            letter, named: "m1", from: .init(name: name, address: address), to: recipient,
            at: Moment(secondsSinceEpoch: 1_795_348_800))
        return String(decoding: message.bytes, as: UTF8.self).components(separatedBy: "\r\n")
    }
}
