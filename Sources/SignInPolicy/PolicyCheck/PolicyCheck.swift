internal import Identity

/// Walks over every account that the rules let come about, and looks whether each keeps what it was promised.
///
/// It begins with a password and a mailbox and takes every step: adding each thing in each place, asking for each
/// change, and what happens to people. Accounts that are alike are walked once. It asks the same rules as the server
/// does, through a ``Rulebook``, and holds their answers against promises that are written down apart from them.
package struct PolicyCheck: Sendable {
    private let rules: SignInRules
    private let book: Rulebook
    private let most: Int

    /// - Parameter most: how many things an account may have beside its password and first mailbox. A way in takes two
    ///   things and a loss takes one, so what goes wrong goes wrong with few.
    package init(of rules: SignInRules, by book: Rulebook = .standard, upTo most: Int = 3) {
        self.rules = rules
        self.book = book
        self.most = most
    }

    /// What came of it.
    package struct Report: Sendable, Hashable {
        /// How many different accounts there were.
        package fileprivate(set) var accounts = 0
        /// How many steps were taken or refused.
        package fileprivate(set) var steps = 0
        /// How many combinations of proofs were tried.
        package fileprivate(set) var combinations = 0
        /// `nil`: everything was kept.
        package fileprivate(set) var counterexample: Counterexample?
    }

    /// An account for which a promise is broken, and how it came about.
    package struct Counterexample: Sendable, Hashable {
        package let promise: Promise
        /// One sentence a step.
        package let story: [String]
    }

    /// Walks, and stops at the first promise that is broken: the story that it tells is one of the shortest.
    package func run() -> Report {
        var report = Report()
        var origins: [WalkedAccount: Origin] = [:]
        let floor = FloorRule(under: rules)
        var queue = WalkedAccount.beginnings.filter { floor.getsIn($0.shape) }
        var facts: [WalkedAccount: Standing] = [:]
        for beginning in queue { origins[beginning] = Origin(before: nil, words: "") }
        var index = 0
        while index < queue.count {
            let account = queue[index]
            index += 1
            report.accounts += 1
            let full = AccountFacts(of: account.shape, under: rules, by: book)
            report.combinations += full.proofs.count * (full.proofs.count + 1)
            let before = facts[account] ?? Standing(full)
            facts[account] = before
            if let broken = full.brokenPromise(fatal: before.fatal) {
                report.counterexample = story(of: account, origins, broken.promise, end: broken.by)
                return report
            }
            for step in account.steps(upTo: most, under: rules) {
                report.steps += 1
                guard let verdict = allows(step, of: full.shape) else { continue }
                let after =
                    facts[step.after]
                    ?? Standing(
                        AccountFacts(of: step.after.shape, under: rules, by: book))
                facts[step.after] = after
                if let promise = brokenPromise(step, verdict, from: before, to: after) {
                    report.counterexample = story(of: account, origins, promise, end: step.words)
                    return report
                }
                guard origins[step.after] == nil else { continue }
                origins[step.after] = Origin(before: account, words: step.words)
                queue.append(step.after)
            }
        }
        return report
    }
}

// MARK: Steps

extension PolicyCheck {
    /// What of an account the promises about changes look at.
    private struct Standing {
        let opens: Bool
        let opensEveryday: Bool
        let isNamed: Bool
        let hasPassword: Bool
        let fatal: Set<FloorRule.Loss>
        var isResilient: Bool { opens && fatal.isEmpty }

        init(_ facts: AccountFacts) {
            opens = !facts.complete.isEmpty
            opensEveryday = !facts.everyday.isEmpty
            isNamed = !facts.shape.identifiers.isEmpty
            hasPassword = !facts.shape.isPasswordless
            fatal = facts.fatalLosses
        }
    }

    private enum Permission {
        case free, warned, itHappens
    }

    /// `nil` if the rules don't let it happen.
    private func allows(_ step: WalkedStep, of shape: AccountShape) -> Permission? {
        switch step.event {
        case .add(let slots):
            let coming = slots.compactMap(step.after.authenticator(in:))
            return book.addition(coming, shape, rules) == .allowed ? .free : nil
        case .change(let change, _):
            return switch book.change(change, shape, rules) {
            case .allowed: .free
            case .warn: .warned
            case .refused: nil
            }
        case .happening:
            return .itHappens
        }
    }

    private func brokenPromise(
        _ step: WalkedStep, _ permission: Permission, from before: Standing, to after: Standing
    ) -> Promise? {
        if case .itHappens = permission { return nil }
        if before.opens && !after.opens { return .wayInStays }
        if before.opensEveryday && !after.opensEveryday { return .everydayWayStays }
        if before.isNamed && !after.isNamed { return .nameStays }
        switch step.event {
        case .change where before.hasPassword && !after.hasPassword && !after.isResilient: return .resilienceStays
        case .change, .add:
            if rules.resilience == .required, before.isResilient && !after.isResilient { return .resilienceStays }
            guard case .free = permission else { return nil }
            return before.isResilient && !after.isResilient ? .dangerIsSaid : nil
        case .happening: return nil
        }
    }
}

// MARK: Stories

extension PolicyCheck {
    private struct Origin {
        let before: WalkedAccount?
        let words: String
    }

    private func story(
        of account: WalkedAccount, _ origins: [WalkedAccount: Origin], _ promise: Promise, end: String
    ) -> Counterexample {
        var lines: [String] = []
        var current = account
        while let origin = origins[current], let before = origin.before {
            lines.append("She \(origin.words).")
            current = before
        }
        let held = [WalkedAccount.Slot.password, .mailbox].compactMap { current.variant(in: $0)?.words }
        lines.append("Mira opens an account with \(held.joined(separator: " and ")).")
        let last = end.hasPrefix("a thief") ? "Then \(end)." : "Then she \(end)."
        return Counterexample(promise: promise, story: lines.reversed() + [last])
    }
}
