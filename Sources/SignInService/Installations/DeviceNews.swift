package import Identity
internal import SignInPolicy
internal import Store

/// Something that has happened to an account's devices, as the other devices show it: with a way to say that it wasn't
/// the person (DEV-02).
package struct DeviceNews: Sendable, Hashable {
    /// Grows; an app remembers up to which one the person has seen.
    package let number: Int64
    package let kind: Kind
    package let at: Moment
    /// The device that it is about, if it has been one.
    package let device: AuthenticatorID?
    /// As it was called then.
    package let name: String
    /// From where; `nil` if the server, or its administrator, has done it.
    package let address: String?

    /// What has happened.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case added, ended
        /// It becomes the primary device unless somebody objects.
        case promotionAsked
        case promoted
        /// Somebody came with a link that has added a device before (QR-08).
        case linkShownAgain
    }

    /// What a push says that is no request.
    package static let push = "news"
}

extension DeviceNews {
    /// `nil` for what the other devices have no need to know.
    fileprivate init?(_ record: AuditRecord) {
        let entry = record.entry
        guard let event = AuditEvent(rawValue: entry.event), let kind = Kind(event) else { return nil }
        self.init(
            number: record.sequence, kind: kind, at: entry.at, device: entry.subject.map { AuthenticatorID($0) },
            name: entry.detail ?? "", address: entry.source?.address)
    }
}

extension DeviceNews.Kind {
    fileprivate init?(_ event: AuditEvent) {
        switch event {
        case .installationAdded: self = .added
        case .installationEnded: self = .ended
        case .installationPromotionAsked: self = .promotionAsked
        case .installationPromoted: self = .promoted
        case .installationLinkShownAgain: self = .linkShownAgain
        default: return nil
        }
    }
}

extension ReadTransaction {
    /// What an installation has to tell, newest first: since it was added itself, and nothing old.
    func news(for own: InstallationRecord, at now: Moment) throws -> [DeviceNews] {
        guard let start = own.activatedAt else { return [] }
        let oldest = max(start, now - Limits.deviceNewsLife)
        let recent = try activity(of: own.account, limit: 100).compactMap { DeviceNews($0) }
        return Array(recent.filter { $0.at >= oldest && $0.device != own.id }.prefix(Limits.deviceNews))
    }
}
