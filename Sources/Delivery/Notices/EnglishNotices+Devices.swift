internal import Identity

extension EnglishNotices {
    func deviceEnded(_ name: String, _ ending: Notice.DeviceEnding, _ occasion: Notice.Occasion) -> Wording {
        let name = "“\(name.asPhrase)”"
        let (subject, what) =
            switch ending {
            case .signedOut:
                ("A device was signed out", "The app on \(name) was signed out. It can no longer approve sign-ins.")
            case .reportedLost:
                (
                    "A device was reported lost",
                    "\(name) was reported lost. The app on it can no longer be used for your account."
                )
            case .replaced:
                (
                    "A device was replaced",
                    "Another device took the place of \(name), which can no longer approve sign-ins."
                )
            case .removed:
                ("A device was removed", "\(name) was removed. The app on it can no longer be used for your account.")
            case .notAnswering:
                (
                    "A device no longer answers",
                    "The app on \(name) is gone: it was uninstalled, or its data was cleared. "
                        + "It is no longer asked to approve sign-ins. If you still use it, add it again."
                )
            case .copied:
                (
                    "A device was blocked",
                    "The app's data on \(name) was used in two places, so it may have been copied. "
                        + "It is blocked for your account. Add the device again to go on using it."
                )
            }
        return change(subject, what, occasion)
    }

    func devicePromoted(_ name: String, _ start: Moment?, _ occasion: Notice.Occasion) -> Wording {
        let name = "“\(name.asPhrase)”"
        guard let start else {
            return change(
                "Your primary device has changed", "\(name) is now the device that is asked first to approve sign-ins.",
                occasion)
        }
        return change(
            "Your primary device is about to change",
            "\(name) will be the device that is asked first to approve sign-ins, from \(date(start)) on. "
                + "Until then you can object in the app on the present one, or on your page of devices.", occasion)
    }

    func linkShownAgain(_ name: String, _ occasion: Notice.Occasion) -> Wording {
        change(
            "A device could not be added",
            "A device that calls itself “\(name.asPhrase)” came with a link to join your account that had been used "
                + "or replaced. It was not added. Somebody else may have seen the QR code on your screen.", occasion)
    }

    func restriction(isOn: Bool, _ occasion: Notice.Occasion) -> Wording {
        isOn
            ? change(
                "Sign-in is now restricted",
                "New sign-ins to your account were blocked. Recovery methods still work. "
                    + "You lift the block in the app, or on your page of devices.", occasion)
            : change(
                "Sign-in is no longer restricted", "The block of new sign-ins to your account was lifted.", occasion)
    }
}
