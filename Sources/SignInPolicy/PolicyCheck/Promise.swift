internal import Identity

/// What ``PolicyCheck`` proves. Each is said here once more, apart from the rules that are to keep it.
package enum Promise: String, Sendable, Hashable, CaseIterable {
    case wayInStays, everydayWayStays, nameStays, dangerIsSaid, resilienceStays, lossesAreTrue, nothingStolenOpens
    case onlyTheTable, onlyWhatCounts, strengthIsTrue, offersLead, waysAreOffered

    /// As the command says it.
    package var words: String {
        switch self {
        case .wayInStays: "no change leads to an account with no way in"
        case .everydayWayStays: "no change leaves only what is kept for a bad day"
        case .nameStays: "every account keeps an address or a number that names it"
        case .dangerIsSaid: "no change makes a single loss fatal without a warning"
        case .resilienceStays: "what has to leave an account resilient does"
        case .lossesAreTrue: "a resilient account survives every single loss, and no other is called resilient"
        case .nothingStolenOpens: "no single theft is a complete way in where the second step is on"
        case .onlyTheTable: "nothing is complete but the rows of the table"
        case .onlyWhatCounts: "nothing dead, stopped, shared or not allowed proves anything"
        case .strengthIsTrue: "nothing but a passkey or a security key meets a request to resist phishing"
        case .offersLead: "every way in that is offered can be completed"
        case .waysAreOffered: "every way in that is complete is offered"
        }
    }
}

/// The rows of product.md §4.4, said once more.
enum WayTable {
    /// What may follow each first step.
    static let pairs: [Method: Set<Method>] = {
        let recovery: Set<Method> = [.totp, .smsCode, .securityKey, .passkey, .backupCode, .passphrase]
        return [
            .password: recovery.union([.approval, .appScan, .appCode]),
            .emailCode: recovery, .smsCode: recovery.subtracting([.smsCode]), .upstream: recovery,
        ]
    }()

    /// The rows that no imitation of our pages could get.
    static let strong: Set<[Method]> = [[.passkey], [.password, .passkey], [.password, .securityKey]]

    /// Whether `proofs` are a row of it, of the account as it is.
    static func has(_ proofs: [Proof], of facts: AccountFacts) -> Bool {
        guard let first = proofs.first else { return false }
        guard let second = proofs.dropFirst().first else { return hasAlone(first, of: facts) }
        return pairs[first.method]?.contains(second.method) == true
            && first.holdings.isDisjoint(with: second.holdings)
    }

    private static func hasAlone(_ proof: Proof, of facts: AccountFacts) -> Bool {
        let kind = facts.shape.authenticator(proof.authenticator)?.kind
        switch (proof.method, kind) {
        case (.passkey, .passkey):
            return true
        case (.password, .password(standsAlone: true)):
            return !facts.hasSecondStep && facts.ways.rules.secondStep == .whenEnrolled
        case (_, .installation(let app)) where app.appLock != .none:
            switch proof.method {
            case .approval: return facts.shape.isPasswordless
            case .appScan: return facts.shape.isPasswordless || app.role == .secondary
            case .appCode: return facts.shape.isPasswordless && app.role == .secondary
            default: return false
            }
        default:
            return false
        }
    }
}
