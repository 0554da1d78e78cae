import Foundation
import Glibc

extension Process {
    /// Starts the process with no signal blocked.
    ///
    /// A process inherits the blocked signals of the thread that starts it, and the threads of Swift's pool block nearly
    /// all: a server could not be ended by SIGTERM, and `timeout` would never hear its alarm.
    func runHearingSignals() throws {
        var none = sigset_t()
        var before = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try run()
    }
}
