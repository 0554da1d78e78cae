internal import ArgumentParser
internal import Delivery
internal import Glibc
internal import Identity
internal import SignInService
internal import WebPush

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look for what is wrong or risky, and say what to do about it.",
        discussion: "Changes nothing. Ends with 1 if something is wrong; a risk alone is no error.")

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let settings = try options.settings()
        print(Finding.fine("The configuration is fine.").line)
        var findings =
            settings.filesCheckup() + settings.surroundingsCheckup() + settings.mailCheckup()
            + settings.pushCheckup()
        do {
            findings += try await databaseCheckup(settings)
        } catch {
            // Why was said already.
            findings.append(.wrong("The database can't be looked into."))
        }
        for finding in findings { print(finding.line) }
        guard findings.allSatisfy({ !$0.isWrong }) else { throw CommandStatus.negative }
    }

    private func databaseCheckup(_ settings: Settings) async throws -> [Finding] {
        let console = Console(settings)
        guard case .status(let status) = try await console.ask(.status) else { return [] }
        var findings = [Finding.fine("The database answers: \(status.accounts) accounts.")]
        if status.version != Aikagi.version {
            findings.append(
                .risk(
                    "The server that runs is version \(status.version), this command is \(Aikagi.version). Restart it.")
            )
        }
        if !status.setUpIsFinished {
            findings.append(.risk("There is no account yet: open the link that 'aikagi setup-link' prints."))
        }
        if status.failedMessages > 0 {
            findings.append(.risk("\(status.failedMessages) mails couldn't be sent: 'aikagi outbox' says why."))
        }
        guard case .auditState(let audit) = try await console.ask(.verifyAudit) else { return findings }
        findings.append(
            audit.intact
                ? .fine("The audit log is intact.")
                : .wrong("The audit log was tampered with or damaged: see 'aikagi audit verify'."))
        return findings
    }
}

/// One thing that the doctor looked at.
enum Finding {
    case fine(String)
    /// Works, but may end badly.
    case risk(String)
    case wrong(String)

    var line: String {
        switch self {
        case .fine(let text): "ok     \(text)"
        case .risk(let text): "risk   \(text)"
        case .wrong(let text): "wrong  \(text)"
        }
    }

    var isWrong: Bool {
        guard case .wrong = self else { return false }
        return true
    }
}

extension Settings {
    fileprivate func filesCheckup() -> [Finding] {
        var status = stat()
        guard stat(dataFolder, &status) == 0 else {
            return [.risk("There is no data folder \(dataFolder) yet: the server makes it when it starts.")]
        }
        var findings = [Finding]()
        if status.st_mode & 0o077 != 0 {
            findings.append(.risk("Others can look into \(dataFolder). Make it private with: chmod 700 \(dataFolder)"))
        }
        if access(dataFolder, W_OK) != 0 { findings.append(.wrong("\(dataFolder) can't be written.")) }
        if stat(masterKeyFile, &status) != 0 {
            findings.append(
                databaseFileExists
                    ? .wrong(
                        "There is no master key at \(masterKeyFile). Put the one back that the database was made with.")
                    : .risk("There is no master key at \(masterKeyFile) yet: the server makes it when it starts."))
        } else if status.st_mode & 0o077 != 0 {
            findings.append(.wrong("Others can read the master key. Make it private with: chmod 600 \(masterKeyFile)"))
        }
        var disk = statvfs()
        if statvfs(dataFolder, &disk) == 0, disk.f_bavail * UInt(disk.f_frsize) < 200_000_000 {
            findings.append(.risk("Less than 200 MB are free on the disk of \(dataFolder)."))
        }
        return findings.isEmpty ? [.fine("Data folder and master key are in place and private.")] : findings
    }

    fileprivate func surroundingsCheckup() -> [Finding] {
        var findings = [Finding]()
        if !listen.isLoopback, !publicOrigin.isSecure {
            findings.append(
                .risk("The server listens on \(listen), but the origin is \(publicOrigin): nobody else can sign in."))
        }
        if publicOrigin.isSecure, trustedProxies.isEmpty {
            findings.append(
                .risk("No proxy is trusted, so everybody seems to come from the proxy's address. Set trusted_proxies."))
        }
        // A clock that lies breaks every code and every limit. The program can't be older than itself.
        let year = CivilTime(SystemTime().now()).year
        if !(2_026..<2_100).contains(year) { findings.append(.wrong("The clock says \(year). Set it right first.")) }
        return findings.isEmpty ? [.fine("Origin, address and clock fit.")] : findings
    }

    fileprivate func mailCheckup() -> [Finding] {
        switch mail {
        case .outbox: [.risk("No mail server is configured: people get no codes by mail, only you by 'aikagi outbox'.")]
        case .smtp(let server, _):
            [.fine("Mail goes to \(server.host). Try it with: aikagi outbox --trial you@example.org")]
        }
    }

    fileprivate func pushCheckup() -> [Finding] {
        guard let contact = push.contact else {
            return [.risk("Push services can't find you, and some wake no phone then: set push.contact.")]
        }
        return [.fine("Push services find you at \(contact.text).")]
    }
}
