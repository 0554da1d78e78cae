internal import ArgumentParser
internal import AuthenticatorCore

struct LostCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lost", abstract: "Report another device of your account lost: it is dead at once.")

    @OptionGroup var options: CommonOptions

    @Argument(help: "The device, as 'devices' lists it.")
    var device: String

    func run() async throws {
        let session = try Session(options)
        try await session.person.reporting { try await report(session) }
    }

    private func report(_ session: Session) async throws {
        let overview = try await session.ask { installation, now in try installation.overview(at: now) }
        let named = overview.devices.filter { !$0.isThis && ($0.name == device || $0.id == device) }
        guard let lost = named.first, named.count == 1 else {
            session.person.warn(session.words.noSuchDevice(device))
            throw Trouble()
        }
        guard await session.person.agrees(session.words.reallyLost(lost.name)) else { throw Trouble() }
        try await session.ask { installation, now in try installation.reportLost(device: lost.id, at: now) }
        session.person.tell(session.words.reported(lost.name))
    }
}
