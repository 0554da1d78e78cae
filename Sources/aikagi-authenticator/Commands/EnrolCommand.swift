internal import ArgumentParser
internal import AuthenticatorCore
internal import Foundation

struct EnrolCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enrol",
        abstract: helpText("Add this machine to an account.", "この端末をアカウントに追加。"),
        discussion: helpText(
            "With the address of your server this says which page to open there; you sign in in the browser, and paste the "
                + "link that it shows. No password is ever typed here.",
            "サーバーのアドレスを指定すると開くページを表示します。ブラウザでサインインし、表示されたリンクを貼り付けてください。"
                + "ここでパスワードを入力することはありません。"))

    @OptionGroup var options: CommonOptions

    @Option(help: help("What to call this machine. Standard: its host name.", "この端末の名前。標準: ホスト名"))
    var name: String?

    @Flag(
        help: help(
            "Without a PIN: whoever can read the file with the keys can approve.",
            "PINなし(鍵のファイルを読める人が承認できます)"))
    var noPin = false

    @Argument(
        help: help(
            "The server, such as https://id.example.org, or the link with #enrol=…; - reads it from the standard input.",
            "サーバーのアドレス(例: https://id.example.org)、または #enrol=… を含むリンク。- は標準入力から読み込み"))
    var link: String

    func run() async throws {
        let person = Person(options)
        try await person.reporting { try await enrol(person) }
    }

    private func enrol(_ person: Person) async throws {
        let words = person.words
        let (origin, token) = try await invitation(person)
        guard await person.agrees(words.addTo(origin.text)) else {
            person.warn(words.stopped)
            throw Trouble()
        }
        let pin = noPin ? nil : try await person.choosesPIN(words.choosePIN)
        let device = Enrolment.Description(
            name: name ?? ProcessInfo.processInfo.hostName, platform: "Terminal", language: words.language)
        let enrolment = Enrolment(with: token, at: origin, as: device, pin: pin)
        let (enrolled, clock) = try await send(enrolment, person)
        var saved = try SavedInstallation(enrolled)
        saved.keep(clock)
        let file = KeyFile(folder: options.folder)
        let earlier = try file.installations().first { $0.ending != nil && $0.fullName == saved.fullName }
        try file.add(saved)
        let session = try Session(options, for: saved)
        try await confirm(enrolled.test, session, approving: enrolment.approvalKey)
        person.tell(words.added(enrolled.accountName, enrolled.identifier))
        if let earlier { try await takeOver(earlier, session, pin: pin) }
        person.tell(words.tryWatch)
    }

    // MARK: The link

    /// What the person was given, or gets now from the page that adds a device.
    private func invitation(_ person: Person) async throws -> (ServerOrigin, token: String) {
        let text = link == "-" ? (readLine() ?? "") : link
        let address = text.hasSuffix("/") ? String(text.dropLast()) : text
        guard let server = ServerOrigin(address) else { return try read(text, person) }
        person.tell(person.words.openPage(server.pageForAdding))
        guard let pasted = await person.ask(person.words.pasteLink) else { throw Trouble() }
        let (origin, token) = try read(pasted.trimmingCharacters(in: .whitespaces), person)
        guard origin == server else {
            person.warn(person.words.linkOfOther)
            throw Trouble(.unusable)
        }
        return (origin, token)
    }

    private func read(_ text: String, _ person: Person) throws -> (ServerOrigin, token: String) {
        switch try? AppLink(parsing: text) {
        case .enrol(let origin, let token)?: return (origin, token)
        case .signIn?: person.warn(person.words.scanInstead)
        case nil: person.warn(person.words.notALink)
        }
        throw Trouble(.unusable)
    }

    // MARK: The server

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
    private func confirm(_ test: Question, _ session: Session, approving key: SoftwareKey) async throws {
        try await session.ask { installation, now in try installation.arrived(test.id, at: now) }
        _ = try await session.ask { installation, now in
            try installation.answer(.approve(number: nil), to: test, approvalKey: key, at: now)
        }
    }

    /// Brings the codes for other services along that a copy has which has ended, and erases that.
    private func takeOver(_ earlier: SavedInstallation, _ session: Session, pin: UnlockedPIN?) async throws {
        let (person, words) = (session.person, session.words)
        guard await person.agrees(words.takeOver(earlier.identifier)) else { return }
        let old = try Session(options, for: earlier)
        let codes = try await old.codes(words.oldPIN).codes
        try await session.changeCodes(pin: pin) { $0.takeOver(codes, at: Session.now) }
        try await old.forget()
        person.tell(words.tookOver)
    }
}
