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

extension Process {
    /// Waits for this process alone and gives its exit status.
    ///
    /// `waitUntilExit` also waits for everything that the process has left running, because it waits for the end of a
    /// connection that they inherit.
    func waitForExitAlone() -> Int32 {
        var info = siginfo_t()
        while waitid(P_PID, id_t(processIdentifier), &info, WEXITED | WNOWAIT) != 0 {
            if errno == EINTR { continue }
            // Foundation was faster and has the status.
            waitUntilExit()
            return terminationReason == .exit ? terminationStatus : 128 + terminationStatus
        }
        let status = info._sifields._sigchld.si_status
        return info.si_code == Int32(CLD_EXITED) ? status : 128 + status
    }
}
