internal import Identity

extension AccountFacts {
    /// The first promise that the account itself breaks, and by what.
    ///
    /// - Parameter fatal: what ``fatalLosses`` says.
    func brokenPromise(fatal: Set<FloorRule.Loss>) -> (promise: Promise, by: String)? {
        for proofs in passing {
            if let broken = broken(by: proofs) { return broken }
        }
        return brokenByTheft ?? brokenByOffers ?? brokenByLosses(fatal)
    }

    private func broken(by proofs: [Proof]) -> (promise: Promise, by: String)? {
        if let useless = proofs.first(where: { !counts($0) }) {
            return (.onlyWhatCounts, "signs in by \(words(proofs)), although \(useless.method.rawValue) proves nothing")
        }
        guard WayTable.has(proofs, of: self) else { return (.onlyTheTable, "signs in by \(words(proofs))") }
        guard !WayTable.strong.contains(proofs.map(\.method)), passesAsStrong(proofs) else { return nil }
        return (.strengthIsTrue, "passes for resisting phishing by \(words(proofs))")
    }

    private func passesAsStrong(_ proofs: [Proof]) -> Bool {
        let strict = WaysIn(
            of: shape, under: ways.rules, reaching: Assurance.Requirement(level: .two, phishingResistant: true))
        guard let first = proofs.first else { return false }
        guard let second = proofs.dropFirst().first else {
            if case .complete = book.first(first, strict) { return true } else { return false }
        }
        if case .complete = book.pair(first, second, strict) { return true } else { return false }
    }

    private func counts(_ proof: Proof) -> Bool {
        guard let authenticator = shape.authenticator(proof.authenticator), authenticator.state == .active,
            ways.rules.methods.contains(proof.method)
        else { return false }
        switch authenticator.kind {
        case .installation(let app): return app.life != .gone && app.life != .pending
        case .emailAddress(_, let isShared): return !isShared
        default: return true
        }
    }

    private func words(_ proofs: [Proof]) -> String { proofs.map(\.method.rawValue).joined(separator: " + ") }

    // MARK: Theft

    private var brokenByTheft: (promise: Promise, by: String)? {
        guard hasSecondStep else { return nil }
        let resets = book.resets(ways)
        for holding in Set(proofs.flatMap(\.holdings)) {
            let stolen = proofs.filter { $0.holdings.contains(holding) && canBeGiven($0) }
            for proof in stolen {
                let thief = Proof(
                    method: proof.method, authenticator: proof.authenticator, holdings: proof.holdings)
                if case .complete = book.first(thief, ways) {
                    return (.nothingStolenOpens, "a thief signs in by \(proof.method.rawValue) alone")
                }
                for second in stolen {
                    guard case .complete = book.pair(thief, second, ways) else { continue }
                    return (.nothingStolenOpens, "a thief of one thing signs in by \(words([proof, second]))")
                }
            }
            for reset in resets where reset.proofs.allSatisfy({ $0.holdings.contains(holding) }) {
                return (.nothingStolenOpens, "a thief sets a new password by \(words(reset.proofs))")
            }
        }
        return nil
    }

    // MARK: Offers

    private var brokenByOffers: (promise: Promise, by: String)? {
        var offered: Set<WayChoiceRow> = []
        for identifier in shape.identifiers {
            for offer in book.firstSteps(ways, identifier).offers {
                for id in offer.authenticators where id != shape.standInPassword.id || !shape.isPasswordless {
                    offered.insert(WayChoiceRow(method: offer.method, authenticator: id))
                }
            }
        }
        for row in offered {
            guard let proof = proofs.first(where: row.isRow(of:)) else {
                return (.offersLead, "is offered \(row.method.rawValue), which the account does not have")
            }
            if case .insufficient = book.first(proof, ways), counts(proof) || !row.isForEverybody {
                return (.offersLead, "is offered \(row.method.rawValue) first, which is not enough for anything")
            }
        }
        return brokenBySecondOffers ?? waysNotOffered(offered)
    }

    private var brokenBySecondOffers: (promise: Promise, by: String)? {
        for first in proofs where canBeGiven(first) {
            guard case .needsSecondStep = book.first(first, ways) else { continue }
            for offer in book.secondSteps(ways, first).offers {
                for id in offer.authenticators {
                    let row = WayChoiceRow(method: offer.method, authenticator: id)
                    guard let second = proofs.first(where: row.isRow(of:)), canBeGiven(second),
                        case .complete = book.pair(first, second, ways)
                    else {
                        return (.offersLead, "is offered \(first.method.rawValue) + \(offer.method.rawValue) in vain")
                    }
                }
            }
        }
        return nil
    }

    private func waysNotOffered(_ offered: Set<WayChoiceRow>) -> (promise: Promise, by: String)? {
        for way in complete {
            guard let first = way.first else { continue }
            // Everybody is offered a passkey and a QR to read, before anybody is named.
            let isOffered =
                first.method == .passkey || first.method == .appScan || offered.contains(WayChoiceRow(first))
            guard isOffered else { return (.waysAreOffered, "is never offered \(words(way))") }
            guard let second = way.dropFirst().first else { continue }
            let rows = book.secondSteps(ways, first).offers.filter { $0.method == second.method }
            guard rows.contains(where: { $0.authenticators.contains(second.authenticator) }) else {
                return (.waysAreOffered, "is never offered \(words(way))")
            }
        }
        return nil
    }

    // MARK: Losses

    private func brokenByLosses(_ actual: Set<FloorRule.Loss>) -> (promise: Promise, by: String)? {
        let said = Set(book.fatalLosses(shape, ways.rules))
        guard said != actual else { return nil }
        return (
            .lossesAreTrue,
            said.isSubset(of: actual) ? "is locked out by a loss that nobody warned of" : "is warned of a loss in vain"
        )
    }
}

/// One way of one authenticator in a menu.
private struct WayChoiceRow: Hashable {
    let method: Method
    let authenticator: AuthenticatorID

    init(method: Method, authenticator: AuthenticatorID) {
        self.method = method
        self.authenticator = authenticator
    }

    init(_ proof: Proof) { self.init(method: proof.method, authenticator: proof.authenticator) }

    func isRow(of proof: Proof) -> Bool { proof.method == method && proof.authenticator == authenticator }

    /// Offered alike to everybody who types the identifier, so that nobody learns what an account has (RATE-15).
    var isForEverybody: Bool { [.password, .emailCode, .smsCode, .upstream].contains(method) }
}
