internal import ArgumentParser
internal import AuthenticatorCore
internal import HTTPTransfer

struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Wait for sign-ins, and approve or refuse them.")

    @OptionGroup var options: CommonOptions

    func run() async throws {
        let session = try Session(options)
        try await session.person.reporting {
            try await session.beat()
            session.person.tell(session.words.waiting)
            try await watch(session)
        }
    }

    /// Reads the stream until the installation ends. A stream that breaks is opened again: everything that is open is
    /// said anew, so nothing is missed.
    private func watch(_ session: Session) async throws {
        var pause = 1
        while !Task.isCancelled {
            do {
                try await read(try await session.stream(), session)
                pause = 1
            } catch is TransferFault {
                session.person.warn(session.words.reconnecting)
                pause = min(pause * 2, 60)
            }
            try await Task.sleep(for: .seconds(pause))
        }
    }

    private func read(_ bytes: AsyncThrowingStream<[UInt8], any Error>, _ session: Session) async throws {
        var reader = ServerSentEventReader()
        for try await piece in bytes {
            for event in try reader.read(piece) {
                switch StreamMessage(event: event.name, data: event.text) {
                case .question(let id): try await handle(id, session)
                case .gone(let reason):
                    session.person.warn(session.words.gone(reason.rawValue))
                    try await session.forget()
                    throw ServerRefusal.gone(reason)
                case .withdrawn, .changed, nil: break
                }
            }
        }
    }

    private func handle(_ id: String, _ session: Session) async throws {
        do {
            try await Questioning(session: session).handle(id)
        } catch ServerRefusal.notFound {
            session.person.tell(session.words.expired)
        }
    }
}
