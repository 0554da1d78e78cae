package import Identity

extension WaysIn {
    /// What each thing that can be stolen is worth to a thief who has nothing else.
    var thefts: [Readiness.TheftRow] {
        var seen: Set<Holding> = []
        let holdings = FloorRule(under: rules).losses(of: shape).compactMap { loss -> Holding? in
            guard case .holding(let holding) = loss, seen.insert(holding).inserted else { return nil }
            return holding
        }
        return holdings.map { Readiness.TheftRow(holding: $0, theft: theft(of: $0)) }
    }

    /// What can be done with `holding` alone. Nobody but its owner gets past an app lock, a PIN or a finger.
    package func theft(of holding: Holding) -> Readiness.Theft {
        let stolen = possibleProofs.filter { $0.holdings.contains(holding) }.map { proof in
            Proof(method: proof.method, authenticator: proof.authenticator, holdings: proof.holdings)
        }
        var first: [Method] = []
        for proof in stolen {
            switch judge(first: proof) {
            case .complete:
                return .wayIn([proof.method])
            case .needsSecondStep:
                if let second = stolen.first(where: { isComplete(proof, $0) }) {
                    return .wayIn([proof.method, second.method])
                }
                first.append(proof.method)
            case .needsEnrolment:
                first.append(proof.method)
            case .insufficient:
                break
            }
        }
        // A mailbox opens an account that has nothing but a password: by a new one.
        if passwordResets.contains(where: { $0.proofs.allSatisfy { $0.holdings.contains(holding) } }) {
            return .wayIn([.emailCode])
        }
        if !first.isEmpty { return .firstStep(first) }
        let second = stolen.filter { isSecondStep($0) }.map(\.method)
        return second.isEmpty ? .nothing : .secondStep(second)
    }

    private func isComplete(_ first: Proof, _ second: Proof) -> Bool {
        if case .complete = judge(first: first, second: second) { true } else { false }
    }

    private func isSecondStep(_ second: Proof) -> Bool {
        possibleProofs.contains { isComplete($0, second) }
    }
}
