/// The code that was sent to an address, on the way in. In place of a password the page is the same when nothing was
/// sent because nobody has that address.
package struct SentCodePage: Page {
    package static let template = "sent-code"

    /// As typed on the page before.
    package let address: String
    package let problems: [Problem]

    package init(address: String, problems: [Problem] = []) {
        self.address = address
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields {
        [
            "address": address, "title": wording.text("sent-code.mail.title"), "lead": wording.text("mail-code.sent"),
            "patience": wording.text("mail-code.patience"), "label": wording.text("field.mail-code"),
            "isText": false, "formLink": wording.link(.mailCode), "otherWaysLink": wording.link(.otherWays),
        ]
    }
}
