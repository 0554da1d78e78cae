import Identity
import Testing

@testable import Pages

@Suite struct `Words and numbers` {
    private let now = Sample.now
    private let texts: [Language: [String: String]]

    init() throws {
        texts = try Catalogue(reading: .besideExecutable()).texts
    }

    private func wording(_ language: Language) -> Wording {
        Wording(of: language, texts: texts[language] ?? [:], links: [:], now: now)
    }

    @Test(arguments: [
        (0, "just now", "たった今"), (59, "just now", "たった今"), (60, "1 minute ago", "1分前"),
        (3_599, "59 minutes ago", "59分前"), (7_200, "2 hours ago", "2時間前"), (86_400, "yesterday", "1日前"),
        (3 * 86_400, "3 days ago", "3日前"), (90 * 86_400, "24 August 2026", "2026年8月24日"),
        (-500, "just now", "たった今"),
    ])
    func `says how long ago something was`(seconds: Int64, english: String, japanese: String) {
        let moment = now - .seconds(seconds)
        #expect(wording(.english).ago(moment) == english)
        #expect(wording(.japanese).ago(moment) == japanese)
    }

    @Test(arguments: [
        (1, "1 second", "1秒"), (30, "30 seconds", "30秒"), (90, "90 seconds", "90秒"), (91, "2 minutes", "2分"),
        (3_600, "60 minutes", "60分"), (5_401, "2 hours", "2時間"), (0, "1 second", "1秒"),
    ])
    func `rounds a pause up, so that nobody comes back too early`(seconds: Int64, english: String, japanese: String) {
        #expect(wording(.english).length(seconds: seconds) == english)
        #expect(wording(.japanese).length(seconds: seconds) == japanese)
    }

    @Test func `tells a slow clock from a fast one, with its size`() {
        #expect(Problem.clockWrong(minutesSlow: 4).text(in: wording(.english)).contains("about 4 minutes slow"))
        #expect(Problem.clockWrong(minutesSlow: 1).text(in: wording(.english)).contains("about one minute slow"))
        #expect(Problem.clockWrong(minutesSlow: -4).text(in: wording(.english)).contains("about 4 minutes fast"))
        #expect(Problem.clockWrong(minutesSlow: 4).text(in: wording(.japanese)).contains("約4分遅れている"))
        #expect(Problem.clockWrong(minutesSlow: .min).text(in: wording(.japanese)).contains("進んでいる"))
    }

    @Test func `joins names as each language does`() {
        #expect(wording(.english).alternatives(["a", "b", "c"]) == "a, b or c")
        #expect(wording(.english).alternatives(["a"]) == "a")
        #expect(wording(.english).alternatives([]) == "")
        #expect(wording(.japanese).alternatives(["甲", "乙", "丙"]) == "甲、乙または丙")
    }

    @Test(arguments: [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567"), (-1_000, "−1,000")])
    func `groups digits`(value: Int, text: String) {
        #expect(wording(.english).number(value) == text)
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00Z"), (951_782_399, "2000-02-28T23:59Z"), (951_782_400, "2000-02-29T00:00Z"),
        (1_795_356_300, "2026-11-22T14:05Z"), (4_107_542_400, "2100-03-01T00:00Z"), (-1, "1969-12-31T23:59Z"),
        (-62_135_596_800, "1-01-01T00:00Z"),
    ])
    func `reads the calendar`(seconds: Int64, text: String) {
        #expect(wording(.english).machineReadable(Moment(secondsSinceEpoch: seconds)) == text)
    }

    @Test(arguments: [Int64.min, .max])
    func `survives the ends of time`(milliseconds: Int64) {
        let moment = Moment(millisecondsSinceEpoch: milliseconds)
        #expect(!wording(.english).ago(moment).isEmpty)
        #expect(!wording(.japanese).date(moment).isEmpty)
    }
}
