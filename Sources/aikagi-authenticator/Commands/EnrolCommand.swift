internal import ArgumentParser
internal import AuthenticatorCore
internal import Foundation

struct EnrolCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enrol", abstract: "Add this machine to an account, by the link on the page \"Devices\".")

    @OptionGroup var options: CommonOptions

    @Option(help: "What to call this machine. Standard: its host name.")
    var name: String?

    @Flag(help: "Without a PIN: whoever can read the file with the keys can approve.")
    var noPin = false

    @Argument(help: "The link, such as https://id.example.org/app#enrol=…; - reads it from the standard input.")
    var link: String

    func run() async throws {
        let person = Person(words: Words(options.language))
        try await person.reporting { try await enrol(person) }
    }

    private func enrol(_ person: Person) async throws {
        let words = person.words
        let text = link == "-" ? (readLine() ?? "") : link
        guard case .enrol(let origin, let token)? = try? AppLink(parsing: text) else {
            person.warn(words.notALink)
            throw Trouble()
        }
        guard await person.agrees(words.addTo(origin.text)) else {
            person.warn(words.stopped)
            throw Trouble()
        }
        let pin = noPin ? nil : try await chosenPIN(person)
        let device = Enrolment.Description(
            name: name ?? ProcessInfo.processInfo.hostName, platform: "Terminal", language: words.language)
        let enrolment = Enrolment(with: token, at: origin, as: device, pin: pin)
        let (enrolled, clock) = try await send(enrolment, person)
        var saved = try SavedInstallation(enrolled)
        saved.keep(clock)
        let file = KeyFile(folder: options.folder)
        try file.keep(saved)
        try await confirm(enrolled.test, saved, approving: enrolment.approvalKey)
        person.tell(words.added(enrolled.accountName, enrolled.identifier))
        person.tell(words.tryWatch)
    }

    private func send(_ enrolment: Enrolment, _ person: Person) async throws -> (Enrolled, ServerClock) {
        let line = try ServerLine()
        var clock = ServerClock()
        do {
            return (try await line.send(try enrolment.call(at: Session.now)), clock)
        } catch ServerRefusal.clockOff(let serverTime) {
            person.warn(person.words.clockOff(clock.correct(serverTime: serverTime, now: Session.now)))
            return (try await line.send(try enrolment.call(clock: clock, at: Session.now)), clock)
        }
    }

    /// Answers the test by which the installation becomes live.
    private func confirm(_ test: Question, _ saved: SavedInstallation, approving key: SoftwareKey) async throws {
        let session = try Session(options, for: saved)
        try await session.ask { installation, now in try installation.arrived(test.id, at: now) }
        _ = try await session.ask { installation, now in
            try installation.answer(.approve(number: nil), to: test, approvalKey: key, at: now)
        }
    }

    private func chosenPIN(_ person: Person) async throws -> UnlockedPIN {
        let words = person.words
        while let first = await person.askSecretly(words.choosePIN) {
            do {
                let pin = try UnlockedPIN(chosen: first)
                guard let second = await person.askSecretly(words.repeatPIN) else { break }
                if first == second { return pin }
                person.warn(words.pinsDiffer)
            } catch let refusal as UnlockedPIN.Refusal {
                person.warn(words.refused(refusal))
            }
        }
        throw Trouble()
    }
}
