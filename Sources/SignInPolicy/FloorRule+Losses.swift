internal import Identity

extension FloorRule {
    /// The losses that would each lock the person out, in a stable order.
    package func fatalLosses(of shape: AccountShape) -> [Loss] {
        let roads = WaysIn(of: shape, under: rules).roads
        guard !roads.isEmpty else { return [] }
        let relied = shape.relied(roads)
        return losses(of: shape).filter { loss in !relied.contains { $0.survives(loss) } }
    }

    /// Everything that can happen to the account, one at a time.
    package func losses(of shape: AccountShape) -> [Loss] {
        var seen: Set<Loss> = []
        return shape.authenticators.flatMap { authenticator -> [Loss] in
            let holdings = shape.holdings(of: authenticator).sorted { $0.place < $1.place }.map(Loss.holding)
            if case .installation = authenticator.kind { return holdings + [.reinstalled(authenticator.id)] }
            return holdings
        }.filter { seen.insert($0).inserted }
    }
}

extension AccountShape {
    /// The roads that need no app that may well be dead: readiness counts no other (product.md §4.1).
    func relied(_ roads: [WaysIn.Road]) -> [WaysIn.Road] {
        let doubtful = Set(authenticators.filter(\.isDoubtful).map(\.id))
        guard !doubtful.isEmpty else { return roads }
        return roads.compactMap { $0.only { !doubtful.contains($0.authenticator) } }
    }
}

extension WaysIn.Way {
    /// Whether nothing of it is gone with that.
    package func survives(_ loss: FloorRule.Loss) -> Bool { proofs.allSatisfy { $0.survives(loss) } }
}

extension WaysIn.Road {
    /// Whether the person still comes through after it.
    package func survives(_ loss: FloorRule.Loss) -> Bool { only { $0.survives(loss) } != nil }

    /// The road with only those of its ways whose proofs can all be given; `nil` if that is none.
    func only(_ canGive: (Proof) -> Bool) -> WaysIn.Road? {
        switch self {
        case .signIn(let way):
            return way.proofs.allSatisfy(canGive) ? self : nil
        case .enrolment(let password, let mailbox):
            return canGive(password) && canGive(mailbox) ? self : nil
        case .reset(let way, let then):
            guard way.proofs.allSatisfy(canGive) else { return nil }
            let left = then.filter { $0.proofs.allSatisfy(canGive) }
            return left.isEmpty ? nil : .reset(way, then: left)
        }
    }
}

extension Proof {
    func survives(_ loss: FloorRule.Loss) -> Bool {
        switch loss {
        case .holding(let holding): !holdings.contains(holding)
        case .reinstalled(let id): authenticator != id
        }
    }
}

extension Holding {
    /// Where it stands among the holdings of one authenticator.
    fileprivate var place: Int {
        switch self {
        case .device: 0
        case .number: 1
        case .mailbox: 2
        case .key: 3
        case .sheet: 4
        case .memory: 5
        case .upstream: 6
        }
    }
}
