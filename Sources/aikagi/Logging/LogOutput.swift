internal import Glibc
internal import Synchronization

/// Where lines of the log go: standard error, or a test's list.
///
/// A line is written as a whole or, if nobody reads it any more, dropped: the server goes on without its log, and what
/// must not be lost is in the audit log, which is in the database (REL-13).
final class LogOutput: Sendable {
    private let sink: @Sendable (String) -> Void
    private let turn = Mutex(())

    init(_ sink: @escaping @Sendable (String) -> Void) {
        self.sink = sink
    }

    static let standardError = LogOutput { line in
        var rest = Array(line.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    func write(_ line: String) {
        turn.withLock { _ in sink(line) }
    }
}
