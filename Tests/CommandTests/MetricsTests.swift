import CoreMetrics
import Testing

@testable import aikagi

@Suite struct `Metrics` {
    @Test func `print as Prometheus reads them`() {
        let registry = MetricsRegistry()
        Counter(label: "aikagi_messages", dimensions: [("outcome", "sent")], factory: registry).increment(by: 2)
        Counter(label: "aikagi_messages", dimensions: [("outcome", "kept")], factory: registry).increment()
        Gauge(label: "passwords.waiting", factory: registry).record(3)
        Timer(label: "http_request_duration", factory: registry).recordMilliseconds(40)
        let lines = registry.exposition().split(separator: "\n").map(String.init)
        #expect(
            Array(lines.prefix(3)) == [
                "# TYPE aikagi_messages_total counter", "aikagi_messages_total{outcome=\"kept\"} 1",
                "aikagi_messages_total{outcome=\"sent\"} 2",
            ])
        #expect(lines.contains("http_request_duration_seconds_bucket{le=\"0.025\"} 0"))
        #expect(lines.contains("http_request_duration_seconds_bucket{le=\"0.05\"} 1"))
        #expect(lines.contains("http_request_duration_seconds_sum 0.04"))
        #expect(lines.contains("http_request_duration_seconds_count 1"))
        #expect(lines.contains("passwords_waiting 3"))
    }

    @Test func `stay bounded when strangers choose the labels`() {
        let registry = MetricsRegistry(mostSeries: 10)
        for number in 0..<1_000 {
            Counter(label: "requests", dimensions: [("path", "/\(number)")], factory: registry).increment()
        }
        #expect(registry.exposition().split(separator: "\n").count == 11)
    }

    @Test func `HTTP-16: no value can end its line or its quotes`() {
        let registry = MetricsRegistry()
        Counter(label: "a b\n# c", dimensions: [("l}", "\"} 1\nforged 1\n\\")], factory: registry).increment()
        let lines = registry.exposition().split(separator: "\n")
        #expect(lines == ["# TYPE a_b___c_total counter", #"a_b___c_total{l_="\"} 1\nforged 1\n\\"} 1"#])
    }
}
