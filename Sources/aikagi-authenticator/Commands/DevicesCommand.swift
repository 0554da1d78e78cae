internal import ArgumentParser
internal import AuthenticatorCore

struct DevicesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devices", abstract: "List the devices of your account.")

    @OptionGroup var options: CommonOptions

    func run() async throws {
        let session = try Session(options)
        try await session.person.reporting {
            let overview = try await session.ask { installation, now in try installation.overview(at: now) }
            for device in overview.devices { session.person.tell(session.words.line(for: device)) }
            if overview.isRestricted { session.person.tell(session.words.restricted) }
            if overview.isIrreplaceable { session.person.tell(session.words.irreplaceable) }
        }
    }
}

extension Words {
    fileprivate func line(for device: Overview.Device) -> String {
        var parts = [device.name, device.platform]
        if device.isThis { parts.append(thisOne) }
        if device.isPrimary { parts.append(primary) }
        parts.append(life(device.life.rawValue))
        if let seen = device.lastSeen { parts.append(lastSeen(Questioning.time(seen))) }
        return parts.filter { !$0.isEmpty }.joined(separator: "  ")
    }
}
