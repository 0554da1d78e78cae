internal import ArgumentParser
internal import Glibc

/// How a command ends, for scripts. The numbers above 1 are those of sysexits(3).
enum CommandStatus {
    /// The answer is no, or something was found.
    static let negative = ExitCode(1)
    /// The server or the database can't be used now.
    static let unavailable = ExitCode(69)
    /// The configuration or the master key is wrong.
    static let configuration = ExitCode(78)
}

/// Says why a command ends early, on standard error, and gives the status to throw.
func failure(_ message: String, _ status: ExitCode) -> ExitCode {
    var rest = Array("aikagi: \(message)\n".utf8)[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
        guard count > 0 else { break }
        rest = rest.dropFirst(count)
    }
    return status
}
