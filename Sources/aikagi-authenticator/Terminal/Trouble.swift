internal import ArgumentParser

/// A command that ends without having done what it was asked, after it has said why.
struct Trouble: Error {
    let status: Status

    init(_ status: Status = .negative) {
        self.status = status
    }

    /// How a command ends, for scripts: docs/app.md lists them. Those above 1 are of sysexits(3), where 64 is a command
    /// line that is wrong.
    enum Status: Int32 {
        /// The answer is no, there is nothing to do, or the person has stopped.
        case negative = 1
        /// What was given is no link, picture, code or name that can be used here.
        case unusable = 65
        /// The server can't be reached or can't answer now: the same may work later.
        case unavailable = 69
        /// The server says no: a wrong PIN, an installation that has ended, something that is not allowed.
        case denied = 77
        /// This machine is in no account, or the file with its keys can't be used.
        case notReady = 78

        var code: ExitCode { ExitCode(rawValue) }
    }
}
