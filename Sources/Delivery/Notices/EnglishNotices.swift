internal import Identity

/// The notices in English: what happened, then what to do.
struct EnglishNotices {
    let letterhead: Letterhead

    func wording(of notice: Notice) -> Wording {
        switch notice {
        case .addressCode(let code, let life): addressCode(code.reveal(), life)
        case .signInCode(let code, let life, let occasion): signInCode(code.reveal(), life, occasion)
        case .passwordResetCode(let code, let life, let occasion): resetCode(code.reveal(), life, occasion)
        case .networkLiftCode(let code, let life, let occasion): networkLiftCode(code.reveal(), life, occasion)
        case .invitation(let token, let inviter, let life): invitation(token.reveal(), inviter, life)
        case .addressInUse(let occasion): addressInUse(occasion)
        case .newBrowser(let occasion):
            change(
                "Sign-in from a new browser", "Your account was used from a browser that we hadn't seen before.",
                occasion)
        case .signedInByRecovery(let occasion):
            change(
                "Sign-in by recovery",
                "Your account was signed in to without its password: with a code sent to one of its addresses and a "
                    + "second step.", occasion)
        case .networks(let what, let occasion): networks(what, occasion)
        case .browserTrusted(let occasion):
            change(
                "A browser is now trusted",
                "From now on your password is enough to sign in with this browser: it isn't asked for the second step.",
                occasion)
        case .passwordChanged(let occasion):
            change("Your password was changed", "The password of your account was changed.", occasion)
        case .passwordReset(let occasion):
            change(
                "Your password was reset",
                "The password of your account was reset with a code sent by mail and your second step. "
                    + "All other sessions have ended.", occasion)
        case .passwordSet(let occasion):
            change(
                "A password was set for your account",
                "Your account had no password and was signed in to with the app alone. From now on it is signed in to "
                    + "with a password and a second step. All other sessions have ended.", occasion)
        case .passwordRemoved(let occasion):
            change(
                "Your password was removed",
                "Your account is now signed in to with the app on your phone, without a password. "
                    + "All other sessions have ended.", occasion)
        case .authenticatorAppAdded(let name, let occasion):
            change(
                "An authenticator app was added",
                "The authenticator app “\(name.asPhrase)” can now be used to sign in to your account.", occasion)
        case .authenticatorAppRemoved(let name, let occasion):
            change(
                "An authenticator app was removed",
                "The authenticator app “\(name.asPhrase)” can no longer be used to sign in to your account.", occasion)
        case .keyAdded(let name, let occasion): keyAdded(name, occasion)
        case .keyRemoved(let name, let occasion): keyRemoved(name, occasion)
        case .keyCopied(let name, let occasion): keyCopied(name, occasion)
        case .installationAdded(let name, let occasion):
            change(
                "The app was added on a device",
                "The app on “\(name.asPhrase)” can now be used to approve sign-ins to your account.", occasion)
        case .installationEnded(let name, let ending, let occasion): deviceEnded(name, ending, occasion)
        case .installationPromoted(let name, let start, let occasion): devicePromoted(name, start, occasion)
        case .installationLockChanged(let name, let occasion):
            change(
                "The app lock of a device was changed", "The lock of the app on “\(name.asPhrase)” was changed.",
                occasion)
        case .installationLinkShownAgain(let name, let occasion): linkShownAgain(name, occasion)
        case .signInRestricted(let occasion): restriction(isOn: true, occasion)
        case .signInRestrictionLifted(let occasion): restriction(isOn: false, occasion)
        case .backupCodesMade(let occasion):
            change(
                "New backup codes were made", "Your account has new backup codes. Older ones no longer work.", occasion)
        case .backupCodeUsed(let left, let occasion): backupCodeUsed(left, occasion)
        case .passphrase(let change, let occasion): passphrase(change, occasion)
        case .identifierAdded(let shown, let occasion):
            change(
                "A sign-in \(Self.kind(shown)) was added",
                "\(shown.asPhrase) can now be used to sign in to your account.", occasion)
        case .identifierRemoved(let shown, let occasion): identifierRemoved(shown, occasion)
        case .noticeAddressChanged(let shown, let occasion):
            change("Notices go to another address", "Notices about your account now go to \(shown.asPhrase).", occasion)
        case .suspiciousTries(let suspicion, let occasion): suspicious(suspicion, occasion)
        case .approvalRepudiated(let device, let passwordIsKnown, let occasion):
            approvalRepudiated(device, passwordIsKnown, occasion)
        case .memberRepudiated(let name, let identifier, let isLast, let occasion):
            memberRepudiated(name, identifier, isLast, occasion)
        case .authenticatorBlocked(let suspect, let occasion): blocked(suspect, occasion)
        case .accountDisabled(let moment):
            administratorsChange(
                "Your account was switched off",
                "An administrator switched off your account. It can't be used to sign in until it is switched on again.",
                moment)
        case .accountEnabled(let moment):
            administratorsChange(
                "Your account was switched on again",
                "An administrator switched on your account. You can sign in as before.", moment)
        case .trial(let moment):
            Wording(
                subject: "Mail from \(letterhead.serviceName.asPhrase) arrives",
                parts: [
                    .paragraph("An administrator sent this message to see whether mail arrives. It does."),
                    .facts([("Sent", date(moment))]),
                ])
        }
    }
}

extension EnglishNotices {
    private func addressCode(_ code: String, _ life: Duration) -> Wording {
        Wording(
            subject: "Your code for \(letterhead.serviceName.asPhrase)",
            parts: [
                .paragraph("Type this code on the page that asked for it:"),
                .code(code),
                .paragraph("It works once, for \(span(life)). Only the newest code works."),
                .heading("If you didn't ask for it"),
                .paragraph(
                    "Somebody may have mistyped their own address. There is nothing to do. Don't pass the code on to anyone."
                ),
            ])
    }

    private func resetCode(_ code: String, _ life: Duration, _ occasion: Notice.Occasion) -> Wording {
        Wording(
            subject: "Code to reset your password",
            parts: [
                .paragraph("Type this code on the page where you asked to reset your password:"),
                .code(code),
                .paragraph(
                    "It works once, for \(span(life)), and only in the browser that asked. Only the newest code works."),
                .facts(facts(occasion)),
                .heading("If it wasn't you"),
                .paragraph(
                    "Do nothing, and your password stays as it is. Don't pass the code on to anyone, "
                        + "not even to someone who says they are from support."),
            ])
    }

    private func invitation(_ token: String, _ inviter: String?, _ life: Duration) -> Wording {
        let service = letterhead.serviceName.asPhrase
        let opening =
            if let inviter { "\(inviter.asPhrase) made an account for you on \(service)." } else {
                "An account was made for you on \(service)."
            }
        return Wording(
            subject: "Your account on \(service)",
            parts: [
                .paragraph(opening),
                .paragraph(
                    "Open the link to choose a password and set up a second step. It takes about three minutes."),
                .link(label: "Set up your account", path: letterhead.path(handingOver: token)),
                .paragraph("The link works once, for \(span(life))."),
                .heading("If you didn't expect this"),
                .paragraph("Do nothing: without the link the account can't be used."),
            ])
    }

    private func addressInUse(_ occasion: Notice.Occasion) -> Wording {
        Wording(
            subject: "You already have an account",
            parts: [
                .paragraph(
                    "Someone asked for a new account with this address. It already signs in to an account, "
                        + "so no new one was made."),
                .facts(facts(occasion)),
                .link(label: "Sign in", path: letterhead.paths.signIn),
                .link(label: "Reset a forgotten password", path: letterhead.paths.passwordReset),
                .heading("If it wasn't you"),
                .paragraph("There is nothing to do: nothing about your account has changed."),
            ])
    }

    private func backupCodeUsed(_ left: Int, _ occasion: Notice.Occasion) -> Wording {
        let state =
            switch left {
            case ...0: "It was the last one: make new ones now."
            case 1: "1 is left: make new ones now."
            case 2...3: "\(left) are left: make new ones soon."
            default: "\(left) are left."
            }
        var wording = change(
            "A backup code was used", "A backup code was used to sign in to your account. \(state)", occasion)
        if left <= 3 {
            wording.parts.insert(.link(label: "Make new backup codes", path: letterhead.paths.backupCodes), at: 1)
        }
        return wording
    }

    /// Numbers are written with their country.
    private static func kind(_ shown: String) -> String { shown.hasPrefix("+") ? "number" : "address" }

    private func identifierRemoved(_ shown: String, _ occasion: Notice.Occasion) -> Wording {
        Wording(
            subject: "A sign-in \(Self.kind(shown)) was removed",
            parts: [
                .paragraph("\(shown.asPhrase) can no longer be used to sign in to your account."),
                .facts(facts(occasion)),
                .heading("If it wasn't you"),
                .paragraph(
                    "Reset your password with another address of your account, then end all other sessions. "
                        + "If none is left, ask your administrator at once."),
                .link(label: "Reset your password", path: letterhead.paths.passwordReset),
            ])
    }

    private func suspicious(_ suspicion: Notice.Suspicion, _ occasion: Notice.Occasion) -> Wording {
        switch suspicion {
        case .manyFailures:
            change(
                "Many wrong tries to sign in",
                "Somebody has tried many times to sign in to your account, and failed. Nobody got in.", occasion)
        case .firstStepRightSecondWrong:
            change(
                "Somebody may know your password",
                "Somebody typed your password correctly, but failed at the second step, several times. Nobody got in.",
                occasion)
        }
    }

    private func blocked(_ suspect: Notice.Suspect, _ occasion: Notice.Occasion) -> Wording {
        let what =
            switch suspect {
            case .password:
                "Your password no longer works, because it was typed wrongly too often. Reset it to sign in again."
            case .authenticatorApp(let name):
                "Codes from “\(name.asPhrase)” no longer work, because wrong ones were typed too often. "
                    + "Sign in another way, remove the app and set it up again."
            case .backupCodes:
                "Your backup codes no longer work, because wrong ones were typed too often. "
                    + "Sign in another way and make new ones."
            }
        return change("A way to sign in was switched off", what, occasion)
    }

    /// A change that the owner may not have made.
    func change(_ subject: String, _ happened: String, _ occasion: Notice.Occasion) -> Wording {
        Wording(
            subject: subject,
            parts: [
                .paragraph(happened),
                .facts(facts(occasion)),
                .heading("If it was you"),
                .paragraph("There is nothing to do."),
                .heading("If it wasn't you"),
                .paragraph(
                    "Reset your password now. That ends every other session. Then look through your sessions and ways to sign in."
                ),
                .link(label: "Reset your password", path: letterhead.paths.passwordReset),
                .link(label: "See your sessions", path: letterhead.paths.sessions),
                .paragraph("If you can't sign in any more, ask your administrator to switch off your account."),
            ])
    }

    private func administratorsChange(_ subject: String, _ happened: String, _ moment: Moment) -> Wording {
        Wording(
            subject: subject,
            parts: [
                .paragraph(happened), .facts([("When", date(moment))]),
                .heading("If you didn't expect this"), .paragraph("Ask your administrator."),
            ])
    }

    func facts(_ occasion: Notice.Occasion) -> [(label: String, value: String)] {
        var facts = [(label: "When", value: date(occasion.at))]
        guard let source = occasion.source else { return facts }
        if let browser = name(of: source.browser) { facts.append(("Browser", browser)) }
        facts.append(("Network address", source.address.asPhrase))
        return facts
    }

    /// `Firefox on Windows`, or as much of it as is known.
    private func name(of browser: BrowserDescription) -> String? {
        switch (browser.name?.asPhrase, browser.platform?.asPhrase) {
        case (let name?, let platform?): "\(name) on \(platform)"
        case (let name?, nil): name
        case (nil, let platform?): "A browser on \(platform)"
        case (nil, nil): nil
        }
    }

    /// `22 November 2026, 13:54 UTC`.
    func date(_ moment: Moment) -> String {
        let months = [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December",
        ]
        let civil = CivilTime(moment)
        return "\(civil.day) \(months[civil.month - 1]) \(civil.year), \(civil.clock) UTC"
    }

    func span(_ life: Duration) -> String {
        switch life.wholeSeconds {
        case 172_800...: "\(life.wholeSeconds / 86_400) days"
        case 7_200...: "\(life.wholeSeconds / 3_600) hours"
        default: "\(max(1, life.wholeSeconds / 60)) minutes"
        }
    }
}

extension CivilTime {
    /// `09:05`.
    var clock: String {
        (hour < 10 ? "0" : "") + "\(hour):" + (minute < 10 ? "0" : "") + "\(minute)"
    }
}
