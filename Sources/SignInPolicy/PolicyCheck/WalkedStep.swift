internal import Identity

/// One step of the walk over accounts: what happens, and which account it leads to.
struct WalkedStep: Sendable {
    let event: Event
    let after: WalkedAccount

    enum Event: Sendable {
        /// The person adds these, if the rules let them begin to count.
        case add([WalkedAccount.Slot])
        /// The person asks for this, if the rules let it happen.
        case change(FloorRule.Change, WalkedAccount.Slot?)
        /// It happens to them, whatever the rules say.
        case happening(String)
    }

    /// The step in the words of a story.
    var words: String {
        switch event {
        case .add(let slots):
            "adds \(slots.compactMap { after.variant(in: $0)?.words }.joined(separator: " and "))"
        case .change(.removeAuthenticator, let slot), .change(.removeIdentifier, let slot):
            "removes \(slot.map(Self.words) ?? "something")"
        case .change(.turnSecondStepOff, _):
            "turns the second step off"
        case .change(.removePassword, _):
            "gives the password up"
        case .change(.dropAppLock, let slot):
            "takes the app lock off \(slot.map(Self.words) ?? "a device")"
        case .happening(let words):
            words
        }
    }

    private static func words(of slot: WalkedAccount.Slot) -> String {
        switch slot {
        case .password: "the password"
        case .mailbox: "the first mailbox"
        case .otherMailbox: "the other mailbox"
        case .phone: "the app on the phone"
        case .tablet: "the app on the tablet"
        case .totp: "the authenticator app"
        case .codes: "the backup codes"
        case .passphrase: "the passphrase"
        case .securityKey: "the security key"
        case .passkey: "the passkey"
        case .number: "the number"
        case .upstream: "the school's sign-in"
        }
    }
}

extension WalkedAccount {
    /// How accounts begin: registered or invited by mail, with a password that may stand alone or not.
    static let beginnings: [WalkedAccount] = [1, 2].flatMap { password in
        [1, 2].map { mailbox in WalkedAccount([.password: password, .mailbox: mailbox]) }
    }

    /// Everything that can come next, allowed or not.
    ///
    /// - Parameter most: how many things an account may have beside its password and first mailbox.
    func steps(upTo most: Int, under rules: SignInRules) -> [WalkedStep] {
        additions(upTo: most) + changes(under: rules) + happenings.filter { $0.after.extras <= most }
    }

    private func additions(upTo most: Int) -> [WalkedStep] {
        Slot.allCases.filter { self[$0] == 0 }.flatMap { slot -> [WalkedStep] in
            Self.variants(of: slot).enumerated().filter(\.element.isEnrollable).flatMap { index, _ -> [WalkedStep] in
                let alone = setting(slot, to: index + 1)
                var steps = [WalkedStep(event: .add([slot]), after: alone)]
                if slot != .codes, self[.codes] == 0 || self[.codes] == 3 {
                    steps.append(WalkedStep(event: .add([slot, .codes]), after: alone.setting(.codes, to: 1)))
                }
                return steps.filter { $0.after.extras <= most }
            }
        }
    }

    private func changes(under rules: SignInRules) -> [WalkedStep] {
        let removals = Slot.allCases.filter { self[$0] != 0 }.flatMap { slot -> [WalkedStep] in
            let after = setting(slot, to: 0)
            let own = WalkedStep(event: .change(removal(of: slot), slot), after: after)
            guard slot == .phone || slot == .tablet, self[slot] == 1 else { return [own] }
            let unlocked = WalkedStep(
                event: .change(.dropAppLock(Self.name(of: slot)), slot), after: setting(slot, to: 2))
            return [own, unlocked]
        }
        let bare = Slot.allCases.filter { authenticator(in: $0)?.isSecondFactor(under: rules) == true }
            .reduce(self) { $0.setting($1, to: 0) }
        let off = bare == self ? [] : [WalkedStep(event: .change(.turnSecondStepOff, nil), after: bare)]
        guard self[.password] != 0 else { return removals + off }
        let without = WalkedStep(event: .change(.removePassword, .password), after: setting(.password, to: 0))
        return removals + off + [without]
    }

    private func removal(of slot: Slot) -> FloorRule.Change {
        switch authenticator(in: slot)?.kind {
        case .emailAddress(let address, _): .removeIdentifier(.email(address))
        case .phoneNumber(let number, _): .removeIdentifier(.phone(number))
        default: .removeAuthenticator(Self.name(of: slot))
        }
    }

    private var happenings: [WalkedStep] {
        var steps: [WalkedStep] = []
        func happens(_ slot: Slot, _ variants: ClosedRange<Int>, to variant: Int, _ words: String) {
            guard variants.contains(self[slot]) else { return }
            steps.append(WalkedStep(event: .happening(words), after: setting(slot, to: variant)))
        }
        happens(.codes, 1...1, to: 2, "uses all backup codes but one")
        happens(.codes, 2...2, to: 3, "uses the last backup code")
        happens(.totp, 1...2, to: 3, "has the authenticator app stopped by a stranger's wrong codes")
        happens(.totp, 0...0, to: 4, "begins to add an authenticator app and stops half-way")
        happens(.phone, 1...1, to: Self.doubtful, "leaves the phone switched off for a month")
        happens(.phone, 1...3, to: Self.gone, "reports the phone lost")
        happens(.tablet, 1...1, to: Self.doubtful, "leaves the tablet switched off for a month")
        happens(.tablet, 1...3, to: Self.gone, "reports the tablet lost")
        return steps
    }
}
