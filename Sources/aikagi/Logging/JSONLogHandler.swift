internal import Identity
internal import Logging

/// Writes each log message as one line of JSON.
///
/// What strangers sent may stand in any field, so every text is escaped until it can neither end the line nor steer a
/// terminal nor turn the direction of reading, and is cut to a bounded length (ADM-10). Times are UTC, RFC 3339 with
/// milliseconds (ADM-21). Secrets can't come here as such: a `Secret` prints as `‹secret›`.
struct JSONLogHandler: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    private let label: String
    private let time: any TimeSource
    private let output: LogOutput

    init(label: String, logLevel: Logger.Level, time: any TimeSource, output: LogOutput) {
        self.label = label
        self.logLevel = logLevel
        self.time = time
        self.output = output
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var fields = metadataProvider?.get() ?? [:]
        fields.merge(metadata) { $1 }
        if let own = event.metadata { fields.merge(own) { $1 } }
        if let error = event.error { fields["error"] = "\(error)" }

        var line = JSONLine()
        line.add("time", CivilTime(time.now()).rfc3339)
        line.add("level", event.level.rawValue)
        line.add("logger", label)
        line.add("message", event.message.description)
        for (key, value) in fields.sorted(by: { $0.key < $1.key }) { line.add("data.\(key)", value) }
        output.write(line.finished())
    }
}
