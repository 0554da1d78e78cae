/// The server's time as the device knows it: its own clock and the difference that the server has told.
public struct ServerClock: Sendable, Hashable {
    /// Added to the device's clock, in milliseconds. Zero until the server has said otherwise.
    public private(set) var offset: Int64

    public init(offset: Int64 = 0) {
        self.offset = offset
    }

    /// Takes over what a refusal said.
    ///
    /// - Returns: By how many seconds the device's clock is fast; slow if negative. To be told to the person.
    public mutating func correct(serverTime: Int64, now: Int64) -> Int64 {
        let (difference, overflows) = serverTime.subtractingReportingOverflow(now)
        offset = overflows ? 0 : difference
        return -offset / 1_000
    }

    func time(at now: Int64) -> Int64 {
        let (time, overflows) = now.addingReportingOverflow(offset)
        return overflows ? now : time
    }
}
