internal import Identity

extension EnglishNotices {
    func networks(_ what: Notice.NetworkChange, _ occasion: Notice.Occasion) -> Wording {
        switch what {
        case .limited:
            change(
                "Sign-in is limited to your networks",
                "From now on your account can be used from the networks on your list only. If you are elsewhere, the "
                    + "page that stops you says how to lift this.", occasion)
        case .changed:
            change(
                "The networks you sign in from were changed",
                "The list of networks that your account can be used from was changed.", occasion)
        case .lifted:
            change(
                "Sign-in is possible from any network",
                "Your account is no longer limited to the networks on your list. The list is kept: you can limit sign-in "
                    + "to it again at any time.", occasion)
        }
    }

    func networkLiftCode(_ code: String, _ life: Duration, _ occasion: Notice.Occasion) -> Wording {
        Wording(
            subject: "Code to sign in from any network",
            parts: [
                .paragraph("Type this code on the page where you asked to sign in from any network:"),
                .code(code),
                .paragraph(
                    "It works once, for \(span(life)), and only in the browser that asked. Only the newest code works."),
                .facts(facts(occasion)),
                .heading("If it wasn't you"),
                .paragraph(
                    "Do nothing, and everything stays as it is. Don't pass the code on to anyone, "
                        + "not even to someone who says they are from support."),
            ])
    }
}
