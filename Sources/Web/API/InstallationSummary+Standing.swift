internal import ApprovalProtocol
internal import Identity
internal import SignInPolicy
internal import SignInService

extension InstallationSummary {
    init(_ standing: Installations.Standing, of live: LiveInstallation, requests: [ApprovalRequestID]) {
        self.init(
            installation: live.id.rawValue, account: live.account.rawValue, accountName: standing.accountName,
            identifier: standing.identifier, name: standing.device.name, role: Role(standing.device.role),
            life: Life(standing.device.life), restricted: standing.isRestricted,
            devices: standing.devices.map { Device($0, isThis: $0.id == live.id) },
            irreplaceable: standing.isIrreplaceable, requests: requests.map(\.rawValue),
            news: standing.news.map(News.init))
    }
}

extension InstallationSummary.News {
    fileprivate init(_ news: DeviceNews) {
        self.init(
            number: news.number, kind: Kind(news.kind), at: news.at.millisecondsSinceEpoch,
            device: news.device?.rawValue, name: news.name, address: news.address)
    }
}

extension InstallationSummary.News.Kind {
    fileprivate init(_ kind: DeviceNews.Kind) {
        self =
            switch kind {
            case .added: .added
            case .ended: .ended
            case .promotionAsked: .promotionAsked
            case .promoted: .promoted
            case .linkShownAgain: .linkShownAgain
            }
    }
}

extension InstallationSummary.Device {
    fileprivate init(_ device: OwnDevice, isThis: Bool) {
        self.init(
            id: device.id.rawValue, name: device.name, platform: device.platform,
            role: InstallationSummary.Role(device.role), life: InstallationSummary.Life(device.life),
            added: device.added.millisecondsSinceEpoch, lastSeen: device.lastSeen?.millisecondsSinceEpoch,
            lastApproval: device.lastApproval?.millisecondsSinceEpoch,
            lastAddress: device.lastAddress, promotionDue: device.promotionDue?.millisecondsSinceEpoch, isThis: isThis)
    }
}

extension InstallationSummary.Role {
    fileprivate init(_ role: Installation.Role) {
        self =
            switch role {
            case .primary: .primary
            case .secondary: .secondary
            }
    }
}

extension InstallationSummary.Life {
    fileprivate init(_ life: Installation.Life) {
        self =
            switch life {
            case .pending: .pending
            case .live: .live
            case .quiet: .quiet
            case .doubtful: .doubtful
            case .gone: .gone
            }
    }
}

extension SignOutAnswer {
    /// What signing out takes away.
    static func costs(of removal: Installations.Removal) -> [Cost] {
        var costs: [Cost] = []
        if removal.device.role == .primary { costs.append(.primaryDevice) }
        if removal.turnsSecondStepOff { costs.append(.lastSecondStep) }
        if removal.heir == nil { costs.append(.lastDevice) }
        return costs
    }
}
