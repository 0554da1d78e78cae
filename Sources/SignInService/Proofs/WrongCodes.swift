internal import Identity
internal import SignInPolicy
internal import Store

/// Codes of a QR and links to add the app by that lead nowhere, counted by the app and by the network that bring them
/// (QR-12).
///
/// Their 256 bits can't be guessed at any pace: the bound keeps whoever tries from having the server look for them. What
/// is right is not counted, so a class behind one address is not held up by itself.
struct WrongCodes {
    private let counters: [(record: ThrottleRecord, allowance: Allowance)]
    /// From when on another one is looked at; `nil` if this one is.
    let heldUntil: Moment?

    /// Holds the counters until the transaction ends, so that guesses in parallel come one after the other.
    ///
    /// - Parameter installation: `nil` for an app that is not added yet.
    init(
        by installation: AuthenticatorID?, from client: Client, in transaction: any WriteTransaction, at now: Moment
    ) throws {
        var allowances = [
            (
                "wrong codes from \(client.network)",
                Allowance(count: Limits.wrongCodesOfNetwork, in: Limits.wrongCodeWindow)
            )
        ]
        if let installation {
            allowances.append(
                (
                    "wrong codes of \(installation)",
                    Allowance(count: Limits.wrongCodesOfInstallation, in: Limits.wrongCodeWindow)
                ))
        }
        let records = try transaction.holdThrottles(allowances.map(\.0))
        counters = zip(records, allowances).map { ($0, $1.1) }
        heldUntil = counters.compactMap { record, allowance in
            switch allowance.answer(usedUntil: record.usedUntil(at: now, in: allowance.window), at: now) {
            case .allowed: nil
            case .wait(let until): until
            }
        }.max()
    }

    /// Counts the one that was looked at: it led nowhere.
    func count(in transaction: any WriteTransaction, at now: Moment) throws {
        let counted = try counters.compactMap { record, allowance -> ThrottleRecord? in
            let answer = allowance.answer(usedUntil: record.usedUntil(at: now, in: allowance.window), at: now)
            guard case .allowed(let end) = answer else { return nil }
            return try record.used(until: end)
        }
        try transaction.save(counted)
    }
}
