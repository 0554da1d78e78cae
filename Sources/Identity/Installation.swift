/// One copy of the app on one device, as the rules see it.
package struct Installation: Sendable, Hashable, Codable {
    package let device: DeviceID
    package let role: Role
    package let life: Life
    package let appLock: AppLock
    /// Its last signed contact; `nil` before the first.
    package let lastSeen: Moment?

    package init(device: DeviceID, role: Role, life: Life, appLock: AppLock, lastSeen: Moment? = nil) {
        self.device = device
        self.role = role
        self.life = life
        self.appLock = appLock
        self.lastSeen = lastSeen
    }

    /// Which installation gets approval requests first. These two words are used for devices only.
    package enum Role: String, Sendable, Hashable, Codable, CaseIterable {
        case primary, secondary
    }

    /// What the evidence says about it (product.md §4.1).
    package enum Life: String, Sendable, Hashable, Codable, CaseIterable {
        /// Has not answered a test request yet. Becomes `live` or `gone`.
        case pending
        /// Heard of within 7 days, and no unreceipted push since. Becomes `quiet`, `doubtful` or `gone`.
        case live
        /// Not heard of for 7 days. Still offered. Becomes `live`, `doubtful` or `gone`.
        case quiet
        /// Not heard of for 30 days, or a push went unreceipted. Offered last, never waited for. Becomes `live` or
        /// `gone`.
        case doubtful
        /// Final. Never offered; its key is refused.
        case gone
    }

    /// What unlocks the approval key. Without it an approval is possession only.
    package enum AppLock: String, Sendable, Hashable, Codable, CaseIterable {
        case none, pin, platform
    }
}
