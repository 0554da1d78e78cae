/// Asks whether to go without a passphrase, and says what goes with it.
package struct PassphraseRemovePage: AccountPage {
    package static let template = "passphrase-remove"
    package static let place = Section.passphrase

    /// What the rules say to it.
    package enum Verdict: Sendable, Equatable, CaseIterable {
        case allowed
        /// Another single loss would lock the person out.
        case leavesLess
        /// It is the last way back that the policy demands.
        case refused
    }

    package let verdict: Verdict
    /// Whether the server's copy of the vault holds anything.
    package let holdsCodes: Bool
    package let problems: [Problem]

    package init(verdict: Verdict, holdsCodes: Bool, problems: [Problem] = []) {
        self.verdict = verdict
        self.holdsCodes = holdsCodes
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields {
        var fields: Fields = ["isPossible": verdict != .refused, "holdsCodes": holdsCodes]
        switch verdict {
        case .allowed: break
        case .leavesLess: fields["warning"] = wording.text("passphrase-remove.leaves-less")
        case .refused: fields["warning"] = wording.text("passphrase-remove.refused")
        }
        return fields
    }
}
