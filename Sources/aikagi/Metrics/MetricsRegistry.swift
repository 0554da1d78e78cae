internal import Metrics
internal import Synchronization

/// Keeps every metric of the process and prints them for Prometheus.
///
/// The number of series is bounded: a label whose values strangers choose could otherwise fill the memory. What comes
/// after the bound is counted by nobody.
final class MetricsRegistry: MetricsFactory {
    private let series = Mutex<[MetricSeries.Name: MetricSeries]>([:])
    private let mostSeries: Int

    init(mostSeries: Int = 2_000) {
        self.mostSeries = mostSeries
    }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        find(label, dimensions, .counter)
    }

    func makeFloatingPointCounter(label: String, dimensions: [(String, String)]) -> any FloatingPointCounterHandler {
        find(label, dimensions, .counter)
    }

    func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        find(label, dimensions, .gauge)
    }

    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        find(label, dimensions, aggregate ? .histogram : .gauge)
    }

    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        find(label, dimensions, .timer)
    }

    // Series live as long as the process, as Prometheus expects of them.
    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    func destroyMeter(_ handler: any MeterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
    func destroyTimer(_ handler: any TimerHandler) {}

    private func find(_ label: String, _ dimensions: [(String, String)], _ kind: MetricSeries.Kind) -> MetricSeries {
        let name = MetricSeries.Name(label, dimensions, kind)
        return series.withLock { series in
            if let known = series[name] { return known }
            let new = MetricSeries(name: name)
            if series.count < mostSeries { series[name] = new }
            return new
        }
    }

    /// All series in Prometheus's text format, version 0.0.4.
    func exposition() -> String {
        let families = Dictionary(grouping: series.withLock { Array($0.values) }) { $0.name.family }
        return families.sorted { $0.key < $1.key }.map { family, members in
            let type = "# TYPE \(family) \(members[0].name.kind.prometheusType)\n"
            return type + members.sorted { $0.name.labels < $1.name.labels }.map { $0.exposition() }.joined()
        }.joined()
    }
}
