internal import ArgumentParser
internal import AuthenticatorCore
internal import HTTPTransfer

struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: helpText("Wait for sign-ins, and approve or refuse them.", "サインインのリクエストを待ち、承認または拒否。"),
        discussion: helpText(
            "Type the number on the sign-in page to approve; r refuses, n says it wasn't you. Ctrl-C ends.",
            "サインインページの番号を入力すると承認します。r で拒否、n で「心当たりがない」。Ctrl-Cで終了します。"))

    @OptionGroup var options: CommonOptions

    func run() async throws {
        let session = try Session(options)
        try await session.person.reporting {
            try await session.beat()
            session.person.tell(session.words.waiting)
            try await Watch(session: session).keep()
        }
    }
}

/// What waits for the server's news of one installation, until it ends.
private actor Watch {
    // An actor, because what was told and when the last heartbeat was is kept between pieces of the stream.
    private let session: Session
    private var lastBeat = Session.now
    private var toldPromotion: String?

    /// The protocol asks for a heartbeat a day at least.
    private static let timeBetweenBeats: Int64 = 12 * 3_600 * 1_000

    init(session: Session) {
        self.session = session
    }

    /// Reads the stream until the installation ends. A stream that breaks is opened again: everything that is open is
    /// said anew, so nothing is missed.
    func keep() async throws {
        var pause = 1
        while !Task.isCancelled {
            do {
                try await tellPromotion()
                try await read(try await session.stream())
                pause = 1
            } catch let error where Self.passes(error) {
                session.person.warn(session.words.reconnecting)
                pause = min(pause * 2, 60)
            }
            try await Task.sleep(for: .seconds(pause))
        }
    }

    /// Whether a server that restarts, or something in front of it, answers like this.
    private static func passes(_ error: any Error) -> Bool {
        switch error {
        case is TransferFault, is UnreadableAnswer, ServerRefusal.unavailable, ServerRefusal.slowDown: true
        default: false
        }
    }

    private func read(_ bytes: AsyncThrowingStream<[UInt8], any Error>) async throws {
        var reader = ServerSentEventReader()
        for try await piece in bytes {
            for event in try reader.read(piece) {
                switch StreamMessage(event: event.name, data: event.text) {
                case .question(let id): try await handle(id)
                case .gone(let reason):
                    try await session.end(because: reason)
                    throw ServerRefusal.gone(reason)
                case .changed:
                    try await tellPromotion()
                    // Behind a PIN the codes are shut while it waits; the next command that opens them brings them up to date.
                    if await !session.saved.hasPIN { await session.share(pin: nil) }
                case .withdrawn, nil: break
                }
            }
            // The server says something every twenty seconds, so this comes round.
            if Session.now - lastBeat > Self.timeBetweenBeats {
                try await session.beat()
                lastBeat = Session.now
            }
        }
    }

    private func handle(_ id: String) async throws {
        do {
            try await Questioning(session: session).handle(id)
        } catch ServerRefusal.notFound {
            session.person.tell(session.words.expired)
        }
    }

    /// Says once that another device is to become the primary one.
    private func tellPromotion() async throws {
        let overview = try await session.ask { installation, now in try installation.overview(at: now) }
        let waiting = overview.devices.first { $0.promotionDue != nil && !$0.isThis }
        if let waiting, let due = waiting.promotionDue, waiting.id != toldPromotion {
            session.person.tell(session.words.promotionNews(waiting.name, Questioning.time(due)))
        }
        toldPromotion = waiting?.id
    }
}
