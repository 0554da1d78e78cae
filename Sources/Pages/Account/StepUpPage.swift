/// Fresh proof before a sensitive change (step-up).
package struct StepUpPage: Page {
    package static let template = "step-up"

    /// What is asked for. With a second step it is a code: a password alone would be weaker than the session.
    package enum Proof: Sendable, Equatable {
        case password, authenticatorCode, backupCode, passphrase
        /// The code of our own app.
        case appCode
        /// A code by SMS to this number, which is not whole; sent when the person asks for it.
        case textCode(number: String)
        /// Nothing to type: this device is asked.
        case approval(device: String)
        /// A passkey or security key; no prompt where it is only one of the alternatives.
        case key(KeyPrompt?)
    }

    package let proof: Proof
    /// For the browser's password store.
    package let identifier: String
    /// Proofs that may be chosen instead, with the links that ask for them.
    package let alternatives: [Alternative]
    /// What the form says of itself: which proof it carries, and the page to come back to.
    package let way: String
    package let returnTo: String
    /// What the browser derives the key of a passphrase with, where that is asked for.
    package let passphrase: PassphraseKeys?
    package let problems: [Problem]

    /// Another proof, and the link to the form that asks for it.
    package struct Alternative: Sendable, Equatable {
        package let proof: Proof
        package let link: String

        package init(_ proof: Proof, link: String) {
            self.proof = proof
            self.link = link
        }
    }

    package init(
        proof: Proof, identifier: String, alternatives: [Alternative] = [],
        passphrase: PassphraseKeys? = nil, way: String = "", returnTo: String = "",
        problems: [Problem] = []
    ) {
        self.proof = proof
        self.identifier = identifier
        self.alternatives = alternatives
        self.passphrase = passphrase
        self.way = way
        self.returnTo = returnTo
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields {
        var fields: Fields = [
            "identifier": identifier, "way": way, "returnTo": returnTo,
            "asksPassword": proof == .password,
            "asksCode": proof == .authenticatorCode || proof == .appCode || number != nil,
            "sendsCode": number != nil,
            "codeHint": number.map { wording.text("step-up.text-code.hint", ["number": $0]) }
                ?? wording.text(proof == .appCode ? "app-code.lead" : "code.lead"),
            "asksBackupCode": proof == .backupCode,
            "alternatives": alternatives.map { alternative -> Fields in
                ["link": alternative.link, "title": alternative.proof.title(in: wording)]
            },
            "formLink": wording.link(.stepUp), "submit": wording.text("step-up.submit"),
        ]
        if proof == .passphrase, let passphrase {
            var form = PassphraseForm(kind: .prove, destination: .stepUp, submit: "step-up.submit", keys: passphrase)
            form.others = [
                (name: FormField.way.rawValue, value: way), (name: FormField.returnTo.rawValue, value: returnTo),
            ]
            fields["asksPassphrase"] = form.fields(in: wording, problems: problems)
        }
        if case .approval(let device) = proof {
            fields["formLink"] = wording.link(.stepUpApprovalAgain)
            fields["submit"] = wording.text("step-up.ask", ["device": device])
        }
        if case .key(let prompt?) = proof {
            fields["asksKey"] = true
            fields["ceremony"] = prompt.ceremony
            fields["options"] = prompt.options
            fields["submit"] = wording.text("key.submit")
        }
        return fields
    }
}

extension StepUpPage {
    private var number: String? {
        if case .textCode(let number) = proof { number } else { nil }
    }
}

extension StepUpPage.Proof {
    func title(in wording: Wording) -> String {
        switch self {
        case .password: wording.text("way.password")
        case .authenticatorCode: wording.text("way.app")
        case .key: wording.text("way.key")
        case .appCode: wording.text("way.app-code")
        case .textCode: wording.text("way.text-code")
        case .approval(let device): wording.text("way.approval", ["device": device])
        case .backupCode: wording.text("way.backup-code")
        case .passphrase: wording.text("way.passphrase")
        }
    }
}
