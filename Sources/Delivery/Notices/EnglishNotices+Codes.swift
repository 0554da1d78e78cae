internal import Identity

extension EnglishNotices {
    func signInCode(_ code: String, _ life: Duration, _ occasion: Notice.Occasion) -> Wording {
        Wording(
            subject: "Code to sign in to \(letterhead.serviceName.asPhrase)",
            parts: [
                .paragraph("Type this code on the page where you are signing in:"),
                .code(code),
                .paragraph(
                    "It works once, for \(span(life)), and only in the browser that asked. Only the newest code works. "
                        + "Your second step is still asked for."),
                .facts(facts(occasion)),
                .heading("If it wasn't you"),
                .paragraph(
                    "Do nothing, and nobody gets in. Don't pass the code on to anyone, "
                        + "not even to someone who says they are from support."),
            ])
    }
}
