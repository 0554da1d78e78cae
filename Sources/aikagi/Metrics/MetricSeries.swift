internal import Metrics
internal import Synchronization

/// One number, or one histogram, under one name with one set of labels.
final class MetricSeries: Sendable {
    let name: Name
    private let state = Mutex(State())

    enum Kind: Sendable {
        case counter
        case gauge
        case histogram
        /// A histogram of seconds, fed with nanoseconds.
        case timer

        var prometheusType: String {
            switch self {
            case .counter: "counter"
            case .gauge: "gauge"
            case .histogram, .timer: "histogram"
            }
        }
    }

    struct Name: Hashable, Sendable {
        let family: String
        /// `method="GET",status="200"`.
        let labels: String
        let kind: Kind

        init(_ label: String, _ dimensions: [(String, String)], _ kind: Kind) {
            let suffix =
                switch kind {
                case .counter: label.hasSuffix("_total") ? "" : "_total"
                case .timer: label.hasSuffix("_seconds") ? "" : "_seconds"
                case .gauge, .histogram: ""
                }
            family = Self.sanitized(label) + suffix
            labels = dimensions.sorted { $0.0 < $1.0 }
                .map { "\(Self.sanitized($0.0))=\"\(Self.escaped($0.1))\"" }.joined(separator: ",")
            self.kind = kind
        }

        private static func sanitized(_ name: String) -> String {
            let letters = name.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? $0 : "_" }
            return (letters.first?.isNumber == true ? "_" : "") + String(letters)
        }

        private static func escaped(_ value: String) -> String {
            String(value.prefix(200)).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing(
                "\n", with: "\\n")
        }
    }

    private struct State {
        var value = 0.0
        var count = 0
        var buckets = [Int](repeating: 0, count: MetricSeries.bounds.count)
    }

    /// Seconds: from a page out of the memory to a mail server that takes its time.
    private static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

    init(name: Name) {
        self.name = name
    }

    private func observe(_ observed: Double) {
        state.withLock { state in
            state.value += observed
            state.count += 1
            for (index, bound) in Self.bounds.enumerated() where observed <= bound { state.buckets[index] += 1 }
        }
    }

    private func change(_ body: (inout Double) -> Void) {
        state.withLock { body(&$0.value) }
    }

    func exposition() -> String {
        let state = state.withLock { $0 }
        let braces = name.labels.isEmpty ? "" : "{\(name.labels)}"
        switch name.kind {
        case .counter, .gauge:
            return "\(name.family)\(braces) \(number(state.value))\n"
        case .histogram, .timer:
            let separator = name.labels.isEmpty ? "" : ","
            let bounds = Self.bounds.map { number($0) } + ["+Inf"]
            let rows = zip(bounds, state.buckets + [state.count]).map { bound, count in
                "\(name.family)_bucket{\(name.labels)\(separator)le=\"\(bound)\"} \(count)\n"
            }
            return rows.joined() + "\(name.family)_sum\(braces) \(number(state.value))\n"
                + "\(name.family)_count\(braces) \(state.count)\n"
        }
    }

    private func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)"
    }
}

extension MetricSeries: CounterHandler, FloatingPointCounterHandler, MeterHandler, RecorderHandler, TimerHandler {
    func increment(by amount: Int64) { change { $0 += Double(amount) } }
    func increment(by amount: Double) { change { $0 += amount } }
    func decrement(by amount: Double) { change { $0 -= amount } }
    func reset() { change { $0 = 0 } }
    func set(_ value: Int64) { change { $0 = Double(value) } }
    func set(_ value: Double) { change { $0 = value } }
    func record(_ value: Int64) { record(Double(value)) }
    func record(_ value: Double) {
        if name.kind == .gauge { set(value) } else { observe(value) }
    }
    func recordNanoseconds(_ duration: Int64) { observe(Double(duration) / 1e9) }
}
