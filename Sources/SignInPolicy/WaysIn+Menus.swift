package import Identity

extension WaysIn {
    /// What is offered as the first step to somebody who typed `identifier`.
    ///
    /// Nothing in it depends on second factors, on failures or on whether the account may sign in, so that a stranger
    /// learns none of these (RATE-15, RATE-17). A passkey is offered to everybody, since the browser finds it by
    /// itself (RATE-16). The app of an account without a password is asked only for a browser in which its owner has
    /// signed in before; any other is asked for a password, as for every account (decision 15).
    package func firstSteps(for identifier: Identifier?, inKnownBrowser isKnown: Bool = false) -> Menu {
        let own = withStandIn(ownFirstSteps(for: identifier, inKnownBrowser: isKnown))
        guard rules.methods.contains(.passkey), aloneAssurance(of: .passkey).meets(requirement) else { return own }
        let passkey = Offer(method: .passkey, authenticators: [], need: .key(names: []))
        return Menu(
            offers: (own.offers.filter { $0.method != .passkey } + [passkey]).sorted { $0.firstPlace < $1.firstPlace },
            withheld: own.withheld.filter { $0.method != .passkey })
    }

    /// Offers the password that an account without one does not have, unless its app is offered.
    private func withStandIn(_ own: Menu) -> Menu {
        guard shape.isPasswordless, rules.methods.contains(.password), !own.offers.contains(where: \.asksApp) else {
            return own
        }
        let password = Offer(method: .password, authenticators: [shape.standInPassword.id], need: .memory)
        return Menu(
            offers: (own.offers + [password]).sorted { $0.firstPlace < $1.firstPlace },
            withheld: own.withheld.filter { $0.method != .password })
    }

    private func ownFirstSteps(for identifier: Identifier?, inKnownBrowser isKnown: Bool) -> Menu {
        menu { method, authenticator in
            let reason = unavailability(of: method, with: authenticator)
            if let reason, reason != .disabled { return reason }
            if let reason = firstStepObstacle(method, authenticator) { return reason }
            switch authenticator.kind {
            case .emailAddress(let address, _) where identifier != .email(address): return .notTyped
            case .phoneNumber(let number, _) where identifier != .phone(number): return .notTyped
            case .installation where !shape.isPasswordless: return .onlyPasswordless
            case .installation where !isKnown: return .unknownBrowser
            case .password, .totpApp, .backupCodes, .passphrase, .installation, .passkey, .securityKey, .phoneNumber,
                .emailAddress, .upstream:
                return nil
            }
        } in: {
            $0.firstPlace < $1.firstPlace
        }
    }

    /// What is offered as the second step after `first`.
    package func secondSteps(after first: Proof) -> Menu {
        secondMenu { method, authenticator in
            unavailability(of: method, with: authenticator) ?? secondStepObstacle(method, authenticator, after: first)
        }
    }

    /// A menu in the order of second steps.
    func secondMenu(_ obstacle: (Method, Authenticator) -> Withheld.Reason?) -> Menu {
        menu(obstacle) { $0.secondPlace < $1.secondPlace }
    }

    /// Sorts every way of every authenticator into offered and withheld.
    private func menu(
        _ obstacle: (Method, Authenticator) -> Withheld.Reason?, in order: (Offer, Offer) -> Bool
    ) -> Menu {
        var offered: [Method: [Authenticator]] = [:]
        var withheld: [Withheld] = []
        for authenticator in shape.authenticators {
            for method in authenticator.methods {
                if let reason = obstacle(method, authenticator) {
                    withheld.append(Withheld(method: method, authenticator: authenticator.id, reason: reason))
                } else {
                    offered[method, default: []].append(authenticator)
                }
            }
        }
        let enrolled = Set(shape.authenticators.flatMap(\.methods))
        for method in Method.allCases where !enrolled.contains(method) {
            let reason: Withheld.Reason = rules.methods.contains(method) ? .notEnrolled : .notAllowed
            withheld.append(Withheld(method: method, authenticator: nil, reason: reason))
        }
        let offers = offered.flatMap { method, authenticators in rows(of: method, authenticators) }
        return Menu(offers: offers.sorted(by: order), withheld: withheld)
    }

    /// One row for all that the person can't or needn't tell apart, else one row each.
    private func rows(of method: Method, _ authenticators: [Authenticator]) -> [Offer] {
        let ids = authenticators.map(\.id)
        let names = authenticators.map(\.name)
        switch method {
        case .password, .passphrase:
            return [Offer(method: method, authenticators: ids, need: .memory)]
        case .totp:
            return [Offer(method: method, authenticators: ids, need: .codeApp(names: names))]
        case .passkey, .securityKey:
            return [Offer(method: method, authenticators: ids, need: .key(names: names))]
        case .backupCode:
            return [Offer(method: method, authenticators: ids, need: .sheet)]
        case .emailCode, .smsCode, .approval, .appCode, .appScan, .upstream:
            return authenticators.compactMap { authenticator in
                authenticator.ownNeed.map { need in
                    Offer(
                        method: method, authenticators: [authenticator.id], need: need,
                        isDoubtful: authenticator.isDoubtful, isSecondary: authenticator.isSecondary)
                }
            }
        }
    }
}

/// Where an offer stands in a menu: whole things first, better ones first, the primary device first.
private typealias Place = (doubtful: Int, rank: Int, secondary: Int, key: String)

extension Offer {
    fileprivate var asksApp: Bool {
        if case .app = need { true } else { false }
    }

    fileprivate var firstPlace: Place { place(ranked: firstRank) }
    fileprivate var secondPlace: Place { place(ranked: secondRank) }

    private func place(ranked rank: Int) -> Place {
        (isDoubtful ? 1 : 0, rank, isSecondary ? 1 : 0, key)
    }

    private var firstRank: Int {
        switch method {
        case .approval: 0
        case .appScan: 1
        case .password: 2
        case .passkey: 3
        case .appCode: 4
        case .upstream: 5
        case .emailCode: 6
        case .smsCode: 7
        case .securityKey, .totp, .backupCode, .passphrase: 8
        }
    }

    private var secondRank: Int {
        switch method {
        case .passkey, .securityKey: 0
        case .approval: 1
        case .totp: 2
        case .appScan: 3
        case .appCode: 4
        case .smsCode: 5
        case .backupCode: 6
        case .passphrase: 7
        case .password, .emailCode, .upstream: 8
        }
    }
}

extension Authenticator {
    /// What the person needs for it, where each one has a row of its own.
    fileprivate var ownNeed: Offer.Need? {
        switch kind {
        case .emailAddress(let address, _): .mailbox(address)
        case .phoneNumber(let number, _): .number(number)
        case .installation(let installation): .app(name: name, lastSeen: installation.lastSeen)
        case .upstream(let provider): .provider(provider)
        case .password, .totpApp, .backupCodes, .passphrase, .passkey, .securityKey: nil
        }
    }

    fileprivate var isSecondary: Bool {
        guard case .installation(let installation) = kind else { return false }
        return installation.role == .secondary
    }
}
