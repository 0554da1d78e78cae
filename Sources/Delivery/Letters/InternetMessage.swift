internal import FoundationEssentials
package import Identity

/// A letter as the bytes of an Internet message (RFC 5322), with exactly one recipient.
///
/// Both bodies and every header text that isn't plain ASCII go in base64, so that no content can end a line, a header
/// or the message.
package struct InternetMessage: Sendable {
    package let bytes: [UInt8]

    /// - Parameters:
    ///   - name: What the `Message-ID` and the part boundary are made of: the same for every try to send the letter,
    ///     so that a receiver that gets it twice can tell. ASCII letters and digits.
    package init(_ letter: Letter, named name: String, from sender: Sender, to recipient: MailAddress, at date: Moment)
    {
        let boundary = "=_\(name)"
        let lines = [
            "Date: \(Self.date(date))",
            "Message-ID: <\(name)@\(sender.address.domain)>",
            "From: \(Self.phrase(sender.name)) <\(sender.address)>",
            "To: <\(recipient)>",
            "Subject: \(Self.unstructured(letter.subject))",
            "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0",
            "Content-Type: multipart/alternative; boundary=\"\(boundary)\"",
            "",
            "--\(boundary)",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: base64",
            "",
            Self.wrapped(letter.text),
            "--\(boundary)",
            "Content-Type: text/html; charset=utf-8",
            "Content-Transfer-Encoding: base64",
            "",
            Self.wrapped(letter.html),
            "--\(boundary)--",
            "",
        ]
        bytes = Array(lines.joined(separator: "\r\n").utf8)
    }

    /// Who the mail is from: the configured address and the name of the service.
    package struct Sender: Sendable {
        package let name: String
        package let address: MailAddress

        package init(name: String, address: MailAddress) {
            self.name = name
            self.address = address
        }
    }
}

extension InternetMessage {
    /// `Sun, 22 Nov 2026 13:54:07 +0000` (RFC 5322 §3.3).
    private static func date(_ moment: Moment) -> String {
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let civil = CivilTime(moment)
        let second = (civil.second < 10 ? "0" : "") + "\(civil.second)"
        return
            "\(days[civil.weekday]), \(civil.day) \(months[civil.month - 1]) \(civil.year) \(civil.clock):\(second) +0000"
    }

    /// Plain ASCII as it is, anything else as encoded words. Control characters are gone either way.
    private static func unstructured(_ text: String) -> String {
        let line = text.asPhrase
        let isPlain = line.utf8.allSatisfy { (0x20...0x7E).contains($0) } && !line.contains("=?")
        return isPlain ? line : encodedWords(line)
    }

    /// A display name: quoted where its characters allow that, encoded otherwise.
    private static func phrase(_ text: String) -> String {
        let line = text.asPhrase
        let isQuotable = line.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C }
        return isQuotable && !line.contains("=?") ? "\"\(line)\"" : encodedWords(line)
    }

    /// RFC 2047 §2: words of at most 75 characters, split between characters and folded. 45 bytes make 60 of base64.
    private static func encodedWords(_ text: String) -> String {
        var chunks = [[UInt8]]()
        for character in text {
            let bytes = Array(String(character).utf8)
            if let last = chunks.last, last.count + bytes.count <= 45 {
                chunks[chunks.count - 1] += bytes
            } else {
                chunks.append(bytes)
            }
        }
        return chunks.map { "=?UTF-8?B?\(Data($0).base64EncodedString())?=" }.joined(separator: "\r\n ")
    }

    /// UTF-8 in base64, 76 characters a line (RFC 2045 §6.8), lines of the text ended as mail wants them.
    private static func wrapped(_ text: String) -> String {
        let canonical = text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
        let options: Data.Base64EncodingOptions = [
            .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
        ]
        return Data(canonical.utf8).base64EncodedString(options: options)
    }
}
