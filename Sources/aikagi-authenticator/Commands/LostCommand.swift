internal import ArgumentParser
internal import AuthenticatorCore

struct LostCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lost",
        abstract: helpText(
            "Report another device of your account lost: it is dead at once.",
            "別のデバイスの紛失を報告。そのデバイスはすぐに使えなくなります。"))

    @OptionGroup var options: CommonOptions

    @Argument(help: help("The device, as 'devices' lists it.", "「devices」に表示されるデバイス名"))
    var device: String

    func run() async throws {
        let session = try Session(options)
        try await session.person.reporting {
            let lost = try await session.device(named: device, isThisToo: false)
            guard await session.person.agrees(session.words.reallyLost(lost.name)) else { throw Trouble() }
            try await session.ask { installation, now in try installation.reportLost(device: lost.id, at: now) }
            session.person.tell(session.words.reported(lost.name))
        }
    }
}
