internal import ArgumentParser
internal import AuthenticatorCore
internal import Foundation

struct CodeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "code",
        abstract: helpText(
            "Make a code, for your account or for another service. Needs no network.",
            "アカウントや他のサービスのコードを作成(オフライン可)。"),
        discussion: helpText(
            """
            --add asks for the otpauth:// link or the secret of another service and keeps it encrypted behind the PIN; a \
            secret on a command line would be seen by others. 'scan' takes the same from a picture.
            """,
            """
            --add は他のサービスの otpauth:// リンクまたはシークレットを入力させ、PINで暗号化して保存します\
            (コマンドラインに書くと他の人に見えるため)。画像からは「scan」で読み込めます。
            """))

    @OptionGroup var options: CommonOptions

    @Flag(help: help("The code alone, for a pipe.", "コードだけを出力"))
    var bare = false

    @Flag(help: help("List the services instead of making a code.", "サービスの一覧"))
    var list = false

    @Flag(help: help("Keep the codes of another service; asks for its link or secret.", "他のサービスのコードを追加"))
    var add = false

    @Flag(help: help("Remove the codes of a service.", "サービスのコードを削除"))
    var remove = false

    @Option(
        help: help(
            "With --add and a secret: SHA1, SHA256 or SHA512.", "--add でシークレットを入力する場合: SHA1、SHA256、SHA512"),
        transform: CodeCommand.algorithm(named:))
    var algorithm = CodeKeeper.Algorithm.sha1

    @Option(help: help("With --add and a secret: 6, 7 or 8 digits.", "--add でシークレットを入力する場合: 6〜8桁"))
    var digits = 6

    @Option(help: help("With --add and a secret: how many seconds a code lasts.", "--add でシークレットを入力する場合: コードの秒数"))
    var period = 30

    @Argument(
        help: help(
            "The service, or the beginning of its name. Standard: your account.",
            "サービス名(先頭部分でも可)。標準: このアカウント"))
    var service: String?

    private static func algorithm(named name: String) throws -> CodeKeeper.Algorithm {
        guard let algorithm = CodeKeeper.Algorithm(rawValue: name.uppercased()) else {
            throw ValidationError("SHA1, SHA256, SHA512")
        }
        return algorithm
    }

    func validate() throws {
        if [list, add, remove].count(where: \.self) > 1 {
            throw ValidationError(
                helpText("--list, --add and --remove go one at a time.", "--list、--add、--remove は1つずつ指定してください。"))
        }
        if remove && service == nil {
            throw ValidationError(helpText("--remove needs a service.", "--remove にはサービス名が必要です。"))
        }
    }

    func run() async throws {
        let session = try Session(options)
        try await session.person.reporting {
            let (codes, pin) = try await session.codes()
            if add { return try await add(to: session, pin: pin) }
            if list { return show(codes, session) }
            let entries = service.map(codes.entries(named:)) ?? Array(codes.entries.prefix(1))
            guard !entries.isEmpty else {
                session.person.warn(session.words.noSuchService(service ?? ""))
                throw Trouble(.unusable)
            }
            if remove { return try await remove(entries, from: session, pin: pin) }
            await make(entries, session)
        }
    }

    private func make(_ entries: [CodeKeeper.Entry], _ session: Session) async {
        let (person, words) = (session.person, session.words)
        let clock = await session.saved.clock
        // The codes are made for the server's time, and say so where that is another.
        if clock.offset.magnitude >= 60_000 { person.warn(words.clockOff(-clock.offset / 1_000)) }
        let time = await session.serverTime()
        for entry in entries {
            let (code, left) = entry.code(at: time)
            person.tell(bare ? code : words.code(code, left, entry.fullName))
        }
    }

    private func show(_ codes: CodeKeeper, _ session: Session) {
        for entry in codes.entries {
            let kind = session.words.kind(entry.digits, entry.period)
            let isOwn = entry.fullName == codes.own?.fullName
            session.person.tell("\(entry.fullName)  \(isOwn ? session.words.ownCodes : kind)")
        }
    }

    private func add(to session: Session, pin: UnlockedPIN?) async throws {
        let (person, words) = (session.person, session.words)
        guard let typed = await person.askSecretly(words.linkOrSecret) else { throw Trouble() }
        let text = typed.trimmingCharacters(in: .whitespaces)
        if text.lowercased().hasPrefix("otpauth:") {
            try await session.keepCodes(pin: pin) { try $0.add(text, at: Session.now) }
            return await session.share(pin: pin)
        }
        guard let name = service == nil ? await person.ask(words.nameOfService) : service, !name.isEmpty else {
            throw Trouble()
        }
        try await session.keepCodes(pin: pin) {
            try $0.add(secret: text, named: name, algorithm: algorithm, digits: digits, period: period, at: Session.now)
        }
        await session.share(pin: pin)
    }

    private func remove(_ entries: [CodeKeeper.Entry], from session: Session, pin: UnlockedPIN?) async throws {
        let (person, words) = (session.person, session.words)
        guard let entry = entries.first, entries.count == 1 else {
            person.warn(words.severalServices(entries.map(\.fullName)))
            throw Trouble(.unusable)
        }
        guard await person.agrees(words.reallyRemove(entry.fullName)) else { throw Trouble() }
        try await session.keepCodes(pin: pin, saying: words.removed(entry.fullName)) {
            try $0.remove(entry, at: Session.now)
        }
        await session.share(pin: pin)
    }
}

extension CodeKeeper.Entry {
    /// Who asks for the codes, and for whom.
    var fullName: String {
        issuer == account ? issuer : [issuer, account].filter { !$0.isEmpty }.joined(separator: " ")
    }
}

extension Session {
    /// Changes the codes, and says what came of it: by default, that the last one is kept now.
    func keepCodes(
        pin: UnlockedPIN?, saying line: String? = nil, _ change: (inout CodeKeeper) throws -> Void
    ) throws {
        var last: CodeKeeper.Entry?
        do {
            try changeCodes(pin: pin) { codes in
                let before = codes.others.map(\.fullName)
                try change(&codes)
                last = codes.others.last { !before.contains($0.fullName) } ?? codes.others.last
            }
        } catch let refusal as CodeKeeper.Refusal {
            person.warn(words.text(for: refusal))
            throw Trouble(.unusable)
        }
        person.tell(line ?? words.codesKept(last?.fullName ?? ""))
    }
}

extension Words {
    fileprivate func text(for refusal: CodeKeeper.Refusal) -> String {
        switch refusal {
        case .notAnOTPAuthLink: unknownCode
        case .unsupported: codesUnsupported
        case .broken: secretUnusable
        case .isOwn: codesAreOwn
        case .full: codesFull
        }
    }
}
