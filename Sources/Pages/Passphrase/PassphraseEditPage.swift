/// A form about the passphrase of somebody signed in: set, reset, change, repeat.
package struct PassphraseEditPage: AccountPage {
    package static let template = "passphrase-edit"
    package static let place = Section.passphrase

    /// What the form is for.
    package enum Purpose: Sendable, Equatable {
        case set
        /// Without the present one: what the vault holds on the server is lost, if it holds anything.
        case reset(losesCodes: Bool)
        case change(PassphraseKeys)
        case check(PassphraseKeys)
    }

    package let purpose: Purpose
    /// Whose vault key it is.
    package let account: String
    /// The number that the vault key has afterwards.
    package let keyNumber: Int64
    /// The person's address and the name of this server, which a passphrase should not be made of.
    package let known: [String]
    package let problems: [Problem]

    package init(
        purpose: Purpose, account: String, keyNumber: Int64, known: [String] = [], problems: [Problem] = []
    ) {
        self.purpose = purpose
        self.account = account
        self.keyNumber = keyNumber
        self.known = known
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields {
        var form: PassphraseForm
        let words: (title: String, lead: String)
        var warning: String?
        switch purpose {
        case .set:
            form = PassphraseForm(kind: .set, destination: .passphraseNew, submit: "passphrase-set.submit")
            words = ("passphrase-set.title", "passphrase-set.lead")
        case .reset(let losesCodes):
            form = PassphraseForm(kind: .set, destination: .passphraseNew, submit: "passphrase-reset.submit")
            words = ("passphrase-reset.title", "passphrase-reset.lead")
            warning = losesCodes ? "passphrase-reset.codes" : "passphrase-reset.vault"
        case .change(let keys):
            form = PassphraseForm(kind: .change, destination: .passphraseChange, submit: "passphrase-change.submit")
            form.keys = keys
            words = ("passphrase-change.title", "passphrase-change.lead")
        case .check(let keys):
            form = PassphraseForm(kind: .prove, destination: .passphraseCheck, submit: "passphrase-check.submit")
            form.keys = keys
            words = ("passphrase-check.title", "passphrase-check.lead")
        }
        form.account = account
        form.keyNumber = keyNumber
        form.known = known
        var fields = form.fields(in: wording, problems: problems)
        fields["title"] = wording.text(words.title)
        fields["lead"] = wording.text(words.lead)
        fields["warning"] = warning.map { wording.text($0) }
        return fields
    }
}
