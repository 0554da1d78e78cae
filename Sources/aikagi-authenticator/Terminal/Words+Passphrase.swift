/// What the server says of the passphrase and the vault.
extension Words {
    var passphraseWrong: String { say("That passphrase is not right.", "パスフレーズが違います。") }
    var vaultChanged: String {
        say(
            "The vault was changed on another device meanwhile. Try again.",
            "ほかのデバイスで保管庫が変更されました。もう一度お試しください。")
    }
    var vaultKeyChanged: String {
        say(
            "The passphrase was reset on another device. Open the vault with the new one.",
            "ほかのデバイスでパスフレーズが再設定されました。新しいパスフレーズで保管庫を開いてください。")
    }
}
