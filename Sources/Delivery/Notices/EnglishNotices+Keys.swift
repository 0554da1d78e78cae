internal import Identity

extension EnglishNotices {
    func keyAdded(_ name: String, _ occasion: Notice.Occasion) -> Wording {
        change(
            "A passkey or security key was added", "“\(name.asPhrase)” can now be used to sign in to your account.",
            occasion)
    }

    func keyRemoved(_ name: String, _ occasion: Notice.Occasion) -> Wording {
        change(
            "A passkey or security key was removed",
            "“\(name.asPhrase)” can no longer be used to sign in to your account.", occasion)
    }

    func keyCopied(_ name: String, _ occasion: Notice.Occasion) -> Wording {
        change(
            "A passkey or security key may have been copied",
            "“\(name.asPhrase)” was used, but its counter went back, as happens when there are two of one key. "
                + "We refused it. If you don't know why, sign in another way, remove it from your account and add it "
                + "again.", occasion)
    }
}
