internal import Identity

extension EnglishNotices {
    func approvalRepudiated(_ device: String, _ passwordIsKnown: Bool, _ occasion: Notice.Occasion) -> Wording {
        let password: [Wording.Part] = [
            .heading("Change your password now"),
            .paragraph(
                "Whoever asked had typed your password correctly. Choose a new one that you use nowhere else. "
                    + "That ends every other session."),
            .link(label: "Change your password", path: letterhead.paths.passwordChange),
        ]
        return Wording(
            subject: "You said that a sign-in wasn't you",
            parts: [
                .paragraph(
                    "On “\(device.asPhrase)” the answer to a request was “it wasn't me”, so we stopped it. Nobody got in. "
                        + "Your devices are not asked again until you have signed in another way."),
                .facts(facts(occasion)),
            ] + (passwordIsKnown ? password : []) + [
                .heading("If you didn't say that"),
                .paragraph(
                    "Somebody else has your device in hand: remove it on the page of your devices, "
                        + "and look through your sessions."),
                .link(label: "See your sessions", path: letterhead.paths.sessions),
            ])
    }

    func memberRepudiated(
        _ name: String, _ identifier: String, _ isLast: Bool, _ occasion: Notice.Occasion
    ) -> Wording {
        let name = name.asPhrase
        let flood: [Wording.Part] =
            isLast
            ? [
                .paragraph(
                    "Several such reports have come within an hour. Further ones are not mailed for a while; "
                        + "all of them are in the audit log (aikagi audit export).")
            ] : []
        return Wording(
            subject: "\(name) reports a sign-in that wasn't theirs",
            parts: [
                .paragraph(
                    "Somebody wanted to get into the account of \(name) (\(identifier.asPhrase)). Asked on their own "
                        + "device, the person answered “it wasn't me”. Nobody got in, and their devices are not asked "
                        + "again until they have signed in another way."),
                .facts(facts(occasion)),
            ] + flood + [
                .heading("What to do"),
                .paragraph(
                    "The person has been asked to change their password. See whether they have, by telephone or in "
                        + "person. If you can't reach them, switch their account off on the server: aikagi user disable"
                ),
                .link(label: "Sign in", path: letterhead.paths.signIn),
                .heading("If you didn't expect this"),
                .paragraph(
                    "You get this message because you are an administrator of \(letterhead.serviceName.asPhrase)."),
            ])
    }
}
