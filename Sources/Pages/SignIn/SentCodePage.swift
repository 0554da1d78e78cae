/// The code that was sent to an address or a number, on the way in. In place of a password the page is the same when
/// nothing was sent because nobody has that address.
package struct SentCodePage: Page {
    package static let template = "sent-code"

    /// Where the code went.
    package enum Receiver: Sendable, Equatable {
        /// As typed on the page before.
        case mailbox(String)
        /// As typed on the page before.
        case typedNumber(String)
        /// The number of a second step, not whole.
        case ownNumber(String)
    }

    package let receiver: Receiver
    package let step: SecondStep
    package let problems: [Problem]

    package init(to receiver: Receiver, step: SecondStep = .ofSignIn, problems: [Problem] = []) {
        self.receiver = receiver
        self.step = step
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields {
        switch receiver {
        case .mailbox(let address):
            common(address, "sent-code.mail.title", lead: "mail-code.sent", in: wording).merging([
                "patience": wording.text("mail-code.patience"), "label": wording.text("field.mail-code"),
                "isText": false, "formLink": wording.link(.mailCode),
            ]) { $1 }
        case .typedNumber(let number): text(number, lead: "sent-code.text.lead", in: wording)
        case .ownNumber(let number): text(number, lead: "sent-code.text.lead.own", in: wording)
        }
    }

    private func text(_ number: String, lead: String, in wording: Wording) -> Fields {
        common(number, "sent-code.text.title", lead: lead, in: wording).merging([
            "patience": wording.text("sent-code.text.patience"), "label": wording.text("field.app-code"),
            "isText": true, "formLink": wording.link(step.textCode),
        ]) { $1 }
    }

    private func common(_ address: String, _ title: String, lead: String, in wording: Wording) -> Fields {
        [
            "address": address, "title": wording.text(title), "lead": wording.text(lead),
            "otherWaysLink": wording.link(step.otherWays),
        ]
    }
}
