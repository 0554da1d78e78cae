internal import Foundation
internal import Synchronization

/// The server's side of one SMTP conversation, over any pair of file handles, with the faults that a test asks for.
struct MailConversation: Sendable {
    let behaviour: Behaviour
    let log: MailLog

    struct Behaviour: Sendable {
        var greeting = "220 mail.test ESMTP"
        var extensions = ["8BITMIME"]
        var loginReply = "235 2.7.0 Welcome"
        var recipientReply = "250 2.1.5 Recipient fine"
        var messageReply = "250 2.0.0 Taken"
        /// Says nothing at all, so that the client runs into its time-out.
        var isSilent = false
    }

    /// Speaks until the client hangs up.
    func run(reading input: FileHandle, writing output: FileHandle) {
        guard !behaviour.isSilent else {
            _ = try? input.readToEnd()
            return
        }
        var lines = LineReader(input: input)
        func say(_ text: String) { try? output.write(contentsOf: Data((text + "\r\n").utf8)) }
        var mail = ReceivedMail()
        say(behaviour.greeting)
        while let line = lines.next() {
            switch line.prefix(while: { $0 != " " && $0 != ":" }).uppercased() {
            case "EHLO", "HELO":
                mail.clientName = String(line.dropFirst(5))
                let answers = ["mail.test"] + behaviour.extensions
                for (index, answer) in answers.enumerated() {
                    say("250\(index == answers.count - 1 ? " " : "-")\(answer)")
                }
            case "AUTH":
                say("334 ")
                mail.logins.append(line + " " + (lines.next() ?? ""))
                say(behaviour.loginReply)
            case "MAIL":
                mail.sender = line
                say("250 2.1.0 Sender fine")
            case "RCPT":
                mail.recipients.append(line)
                say(behaviour.recipientReply)
            case "DATA":
                say("354 Go ahead")
                while let text = lines.next(), text != "." {
                    mail.lines.append(text.hasPrefix(".") ? String(text.dropFirst()) : text)
                }
                if behaviour.messageReply.hasPrefix("2") { log.note(mail) }
                say(behaviour.messageReply)
            case "QUIT":
                say("221 Bye")
                return
            default:
                continue
            }
        }
    }
}

/// One mail as a server got it.
struct ReceivedMail: Sendable {
    var clientName = ""
    var logins = [String]()
    var sender = ""
    var recipients = [String]()
    var lines = [String]()

    /// The header fields with folded lines joined, each as `Name: value`.
    var headers: [String] {
        lines.prefix { !$0.isEmpty }.reduce(into: []) { fields, line in
            if line.hasPrefix(" "), let last = fields.popLast() {
                fields.append(last + line)
            } else {
                fields.append(line)
            }
        }
    }

    /// The decoded bodies, plain text first.
    var bodies: [String] {
        lines.split { $0.hasPrefix("--=_") }.dropFirst().map { part in
            let base64 = part.drop { !$0.isEmpty }.joined()
            return String(decoding: Data(base64Encoded: base64) ?? Data(), as: UTF8.self)
        }
    }
}

/// What a test's mail server took, for the test to look at.
final class MailLog: Sendable {
    private let taken = Mutex<[ReceivedMail]>([])

    var mails: [ReceivedMail] { taken.withLock { $0 } }

    func note(_ mail: ReceivedMail) { taken.withLock { $0.append(mail) } }
}

/// Lines ended by CR LF or LF from a file handle.
private struct LineReader {
    let input: FileHandle
    var rest = Data()

    init(input: FileHandle) { self.input = input }

    mutating func next() -> String? {
        while true {
            if let end = rest.firstIndex(of: 0x0A) {
                var line = rest[rest.startIndex..<end]
                if line.last == 0x0D { line.removeLast() }
                rest = Data(rest[(end + 1)...])
                return String(decoding: line, as: UTF8.self)
            }
            let chunk = input.availableData
            if chunk.isEmpty { return nil }
            rest += chunk
        }
    }
}
