internal import Identity

extension EnglishNotices {
    func passphrase(_ what: Notice.PassphraseChange, _ occasion: Notice.Occasion) -> Wording {
        switch what {
        case .set:
            change(
                "A passphrase was set",
                "Your account has a passphrase now. It can be used to sign in after the password when your phone is "
                    + "gone, and it opens the vault with your codes for other services.", occasion)
        case .changed:
            change(
                "Your passphrase was changed",
                "The passphrase of your account was changed. The old one no longer works. The vault is as it was.",
                occasion)
        case .reset:
            change(
                "Your passphrase was reset",
                "A new passphrase was set without the old one. What the vault held on the server is deleted; codes that "
                    + "are on your devices are still there.", occasion)
        case .removed:
            change(
                "Your passphrase was removed",
                "Your account has no passphrase any more. What the vault held on the server is deleted; codes that are "
                    + "on your devices are still there.", occasion)
        case .used:
            change(
                "Sign-in with your passphrase",
                "Somebody signed in to your account with the passphrase. It is meant for the day your phone is gone.",
                occasion)
        }
    }
}
