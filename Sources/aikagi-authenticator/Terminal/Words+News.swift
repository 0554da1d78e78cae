/// What has happened to the account's devices (DEV-02).
extension Words {
    func deviceAdded(_ name: String) -> String { say("'\(name)' was added.", "「\(name)」が追加されました。") }
    func deviceEnded(_ name: String) -> String {
        say("'\(name)' no longer counts.", "「\(name)」は使えなくなりました。")
    }
    func promotionAsked(_ name: String) -> String {
        say("'\(name)' is to become the primary device.", "「\(name)」がメインのデバイスになる予定です。")
    }
    func linkShownAgain(_ name: String) -> String {
        say(
            "'\(name)' came with a used link, and was not added.",
            "「\(name)」が使用済みのリンクで追加されようとしましたが、追加されませんでした。")
    }
    var ifNotYou: String {
        say(
            "If one of these wasn't you: report that device with 'lost', and change your password.",
            "心当たりがない場合は、「lost」でそのデバイスの紛失を報告し、パスワードを変更してください。")
    }
}
