internal import Identity

extension JapaneseNotices {
    func passphrase(_ what: Notice.PassphraseChange, _ occasion: Notice.Occasion) -> Wording {
        switch what {
        case .set:
            change(
                "パスフレーズが設定されました",
                "アカウントにパスフレーズが設定されました。スマートフォンがないときに、パスワードに続くサインインの手順として使えます。"
                    + "ほかのサービスの認証コードを入れる保管庫も、このパスフレーズで開きます。", occasion)
        case .changed:
            change("パスフレーズが変更されました", "パスフレーズが変更されました。以前のものは使えません。保管庫の中身はそのままです。", occasion)
        case .reset:
            change(
                "パスフレーズが再設定されました",
                "以前のパスフレーズなしで、新しいパスフレーズが設定されました。サーバーにある保管庫の中身は削除されました。"
                    + "デバイスにある認証コードは残っています。", occasion)
        case .removed:
            change(
                "パスフレーズが削除されました",
                "アカウントのパスフレーズが削除されました。サーバーにある保管庫の中身も削除されました。デバイスにある認証コードは残っています。",
                occasion)
        case .used:
            change(
                "パスフレーズでサインインがありました",
                "パスフレーズを使ったサインインがありました。パスフレーズは、スマートフォンがないときのためのものです。", occasion)
        }
    }
}
