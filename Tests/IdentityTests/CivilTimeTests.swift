internal import Identity
internal import Testing

@Suite struct `Civil time` {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z", 4),
        (951_782_399_999, "2000-02-28T23:59:59.999Z", 1),
        (951_868_799_000, "2000-02-29T23:59:59.000Z", 2),
        (1_795_354_447_125, "2026-11-22T13:34:07.125Z", 0),
        (2_147_483_648_000, "2038-01-19T03:14:08.000Z", 2),
        (4_107_542_400_000, "2100-03-01T00:00:00.000Z", 1),
        (-1, "1969-12-31T23:59:59.999Z", 3),
    ])
    func `agrees with the calendar`(milliseconds: Int64, text: String, weekday: Int) {
        let civil = CivilTime(Moment(millisecondsSinceEpoch: milliseconds))
        #expect(civil.rfc3339 == text)
        #expect(civil.weekday == weekday)
    }

    @Test(arguments: [Int64.min, .max])
    func `never traps, however far away the moment`(milliseconds: Int64) {
        #expect(CivilTime(Moment(millisecondsSinceEpoch: milliseconds)).rfc3339.hasSuffix("Z"))
    }
}
