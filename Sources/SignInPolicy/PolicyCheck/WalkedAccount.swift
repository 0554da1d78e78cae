internal import Identity

/// One of the accounts that the check walks over: for each kind of thing, which variant of it the account has.
struct WalkedAccount: Hashable, Sendable {
    /// Four bits for each slot; 0 is "none".
    private(set) var code: UInt64 = 0

    /// A kind of thing that an account has at most one of here. Two of a kind are two slots.
    enum Slot: Int, CaseIterable, Sendable {
        case password, mailbox, otherMailbox, phone, tablet, totp, codes, passphrase, securityKey, passkey, number,
            upstream
    }

    init(_ held: [Slot: Int] = [:]) {
        for (slot, variant) in held { self[slot] = variant }
    }

    subscript(slot: Slot) -> Int {
        get { Int((code >> UInt64(slot.rawValue * 4)) & 15) }
        set {
            let place = UInt64(slot.rawValue * 4)
            code = (code & ~(15 << place)) | (UInt64(newValue) << place)
        }
    }

    /// How many things there are beside the password and the first mailbox.
    var extras: Int {
        Slot.allCases.count { $0 != .password && $0 != .mailbox && self[$0] != 0 }
    }

    func setting(_ slot: Slot, to variant: Int) -> WalkedAccount {
        var changed = self
        changed[slot] = variant
        return changed
    }
}

// MARK: What there is

extension WalkedAccount {
    /// One variant of a thing: what it is called in a story, and what the rules see.
    struct Variant: Sendable {
        let words: String
        /// Whether a person can add it so; the others come about by use, loss or time.
        let isEnrollable: Bool
        let kind: Authenticator.Kind
        var state = Authenticator.State.active
    }

    static func variants(of slot: Slot) -> [Variant] { table[slot.rawValue] }

    private static let table: [[Variant]] = Slot.allCases.map { slot in
        switch slot {
        case .password:
            [
                Variant(words: "a short password", isEnrollable: false, kind: .password(standsAlone: false)),
                Variant(words: "a long password", isEnrollable: true, kind: .password(standsAlone: true)),
            ]
        case .mailbox:
            [
                Variant(words: "an own mailbox", isEnrollable: true, kind: .emailAddress(own, isShared: false)),
                Variant(words: "a shared mailbox", isEnrollable: false, kind: .emailAddress(own, isShared: true)),
            ]
        case .otherMailbox:
            [Variant(words: "another mailbox", isEnrollable: true, kind: .emailAddress(other, isShared: false))]
        case .phone: devices(onPhone, "the phone", .primary)
        case .tablet: devices(onTablet, "the tablet", .secondary)
        case .totp:
            [
                Variant(
                    words: "an authenticator app on the phone", isEnrollable: true,
                    kind: .totpApp(place: .primaryDevice)),
                Variant(
                    words: "an authenticator app elsewhere", isEnrollable: true, kind: .totpApp(place: .elsewhere)),
                Variant(
                    words: "an authenticator app that too many wrong codes have stopped", isEnrollable: false,
                    kind: .totpApp(place: .elsewhere), state: .disabled),
                Variant(
                    words: "an authenticator app that was never proven", isEnrollable: false,
                    kind: .totpApp(place: .elsewhere), state: .pending),
            ]
        case .codes:
            [
                Variant(words: "backup codes", isEnrollable: true, kind: .backupCodes(remaining: Limits.backupCodes)),
                Variant(words: "one last backup code", isEnrollable: false, kind: .backupCodes(remaining: 1)),
                Variant(words: "a sheet of used backup codes", isEnrollable: false, kind: .backupCodes(remaining: 0)),
            ]
        case .passphrase: [Variant(words: "a passphrase", isEnrollable: true, kind: .passphrase)]
        case .securityKey: [Variant(words: "a security key", isEnrollable: true, kind: .securityKey)]
        case .passkey:
            [
                Variant(words: "a synchronised passkey", isEnrollable: true, kind: .passkey(device: nil)),
                Variant(words: "a passkey in the phone", isEnrollable: true, kind: .passkey(device: .assumedPhone)),
            ]
        case .number:
            [
                Variant(words: "a mobile number", isEnrollable: true, kind: .phoneNumber(mobile, device: nil)),
                Variant(
                    words: "a mobile number in the tablet", isEnrollable: true,
                    kind: .phoneNumber(mobile, device: onTablet)),
            ]
        case .upstream:
            [Variant(words: "the school's sign-in", isEnrollable: true, kind: .upstream(UpstreamID("school")))]
        }
    }

    private static func devices(_ device: DeviceID, _ words: String, _ role: Installation.Role) -> [Variant] {
        func app(_ life: Installation.Life, _ lock: Installation.AppLock) -> Authenticator.Kind {
            .installation(Installation(device: device, role: role, life: life, appLock: lock))
        }
        return [
            Variant(words: "the app with an app lock on \(words)", isEnrollable: true, kind: app(.live, .pin)),
            Variant(words: "the app without an app lock on \(words)", isEnrollable: true, kind: app(.live, .none)),
            Variant(
                words: "the app on \(words), which does not answer", isEnrollable: false, kind: app(.doubtful, .pin)),
            Variant(words: "the app on \(words), which is lost", isEnrollable: false, kind: app(.gone, .pin)),
        ]
    }

    private static let own = EmailAddress(canonical: "mira@example.org", shown: "mira@example.org")
    private static let other = EmailAddress(canonical: "mira@work.example", shown: "mira@work.example")
    private static let mobile = PhoneNumber(canonical: "+41790000012", shown: "+41 79 000 00 12")
    private static let onPhone = DeviceID("phone")
    private static let onTablet = DeviceID("tablet")
}

// MARK: As the rules see it

extension WalkedAccount {
    func variant(in slot: Slot) -> Variant? {
        let chosen = self[slot]
        return chosen == 0 ? nil : Self.table[slot.rawValue][chosen - 1]
    }

    static func name(of slot: Slot) -> AuthenticatorID { names[slot.rawValue] }
    private static let names = Slot.allCases.map { AuthenticatorID("\($0)") }

    func authenticator(in slot: Slot) -> Authenticator? {
        variant(in: slot).map { variant in
            Authenticator(id: Self.name(of: slot), kind: placed(variant.kind, in: slot), state: variant.state)
        }
    }

    /// The tablet is the primary device where there is no phone.
    private func placed(_ kind: Authenticator.Kind, in slot: Slot) -> Authenticator.Kind {
        guard slot == .tablet, isTabletPrimary, case .installation(let app) = kind else { return kind }
        return .installation(
            Installation(device: app.device, role: .primary, life: app.life, appLock: app.appLock))
    }

    private func has(_ device: Slot) -> Bool { self[device] != 0 && self[device] != Self.gone }
    private var isTabletPrimary: Bool { has(.tablet) && !has(.phone) }

    /// The variants of a device that things happen to.
    static let doubtful = 3
    static let gone = 4

    var shape: AccountShape {
        let held = Slot.allCases.compactMap(authenticator(in:))
        let identifiers = held.compactMap { authenticator -> Identifier? in
            switch authenticator.kind {
            case .emailAddress(let address, _): .email(address)
            case .phoneNumber(let number, _): .phone(number)
            case .password, .totpApp, .backupCodes, .passphrase, .installation, .passkey, .securityKey, .upstream: nil
            }
        }
        return AccountShape(
            account: AccountID("mira"), state: .active, authenticators: held, identifiers: identifiers,
            noticeAddress: self[.mailbox] != 0 ? Self.own : self[.otherMailbox] != 0 ? Self.other : nil,
            factorGeneration: 0)
    }
}
