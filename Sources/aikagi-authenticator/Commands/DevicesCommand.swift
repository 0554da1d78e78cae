internal import ArgumentParser
internal import AuthenticatorCore

struct DevicesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devices",
        abstract: helpText("List the devices of your account.", "アカウントのデバイスを一覧表示。"))

    @OptionGroup var options: CommonOptions

    func run() async throws {
        let session = try Session(options)
        try await session.person.reporting {
            let overview = try await session.ask { installation, now in try installation.overview(at: now) }
            let names = overview.devices.map(\.name)
            for device in overview.devices {
                let isNamesake = names.count { $0 == device.name } > 1
                session.person.tell(session.words.line(for: device, withID: isNamesake))
            }
            if overview.isRestricted { session.person.tell(session.words.restricted) }
            if overview.isIrreplaceable { session.person.tell(session.words.irreplaceable) }
        }
    }
}

extension Words {
    fileprivate func line(for device: Overview.Device, withID: Bool) -> String {
        var parts = [device.name, device.platform]
        if device.isThis { parts.append(thisOne) }
        if device.isPrimary { parts.append(primary) }
        parts.append(life(device.life.rawValue))
        if let due = device.promotionDue { parts.append(promotionDue(Questioning.time(due))) }
        if let seen = device.lastSeen { parts.append(lastSeen(Questioning.time(seen))) }
        if withID { parts.append(device.id) }
        return parts.filter { !$0.isEmpty }.joined(separator: "  ")
    }
}
