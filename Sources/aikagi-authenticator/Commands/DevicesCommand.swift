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
            for news in overview.news { session.person.tell(session.words.line(for: news)) }
            if !overview.news.isEmpty { session.person.tell(session.words.ifNotYou) }
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
        if let address = device.lastAddress { parts.append(address) }
        return parts.filter { !$0.isEmpty }.joined(separator: "  ")
    }

    fileprivate func line(for news: Overview.News) -> String {
        let what =
            switch news.kind {
            case .added: deviceAdded(news.name)
            case .ended: deviceEnded(news.name)
            case .promotionAsked: promotionAsked(news.name)
            case .promoted: promoted(news.name)
            case .linkShownAgain: linkShownAgain(news.name)
            }
        return ([Questioning.time(news.at), what] + [news.address].compactMap(\.self)).joined(separator: "  ")
    }
}
