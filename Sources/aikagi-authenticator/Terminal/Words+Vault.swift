internal import AuthenticatorCore

/// What the app says of the vault, of imports and of exports.
extension Words {
    var passphrase: String { say("Passphrase: ", "パスフレーズ: ") }
    var presentPassphrase: String { say("Passphrase you have now: ", "今のパスフレーズ: ") }
    var choosePassphrase: String { say("Choose a passphrase of 15 characters or more: ", "15文字以上のパスフレーズを決めてください: ") }
    var repeatPassphrase: String { say("The same again: ", "もう一度入力してください: ") }
    var passphraseTooShort: String { say("A passphrase has at least 15 characters.", "パスフレーズは15文字以上です。") }
    var passphrasesDiffer: String { say("The two are not the same.", "2回の入力が一致しません。") }
    var passphraseSet: String {
        say("The passphrase is set. Your codes are in the vault.", "パスフレーズを設定しました。コードは保管庫に保存されています。")
    }
    var passphraseChanged: String { say("The passphrase is changed.", "パスフレーズを変更しました。") }
    var passphraseIntroduction: String {
        say(
            """
            Your codes for other services go into a vault that only the passphrase opens. It never leaves this machine, \
            and nobody can tell it to you if you forget it.
            """,
            "ほかのサービスのコードは、パスフレーズでしか開けない保管庫に保存されます。パスフレーズがこの端末の外に送られることはなく、忘れた場合に教えることは誰にもできません。")
    }
    var reallyGiveUpVault: String {
        say(
            """
            What is only in the vault is lost: nobody can open it without the old passphrase. The codes on your devices \
            stay. Set a new passphrase?
            """,
            "保管庫だけにあるコードは失われます。古いパスフレーズがなければ誰にも開けません。各デバイスのコードは残ります。新しいパスフレーズを設定しますか?")
    }
    var noPassphraseYet: String {
        say(
            "The account has no passphrase yet. Set one with 'vault passphrase'.",
            "パスフレーズはまだ設定されていません。「vault passphrase」で設定してください。")
    }
    var needsLock: String {
        say(
            "A passphrase can be set only behind a PIN. Set one with 'lock'.",
            "パスフレーズの設定にはPINが必要です。「lock」でPINを設定してください。")
    }
    func vaultHolds(_ count: Int) -> String {
        say("The vault is open here. Codes for other services: \(count)", "保管庫を開いています。ほかのサービスのコード: \(count)件")
    }
    func vaultSynchronised(_ count: Int) -> String {
        say("This machine and the vault are the same. Codes: \(count)", "この端末と保管庫を同期しました。コード: \(count)件")
    }
    var vaultIsClosed: String {
        say("The vault waits for your passphrase: 'vault open'.", "保管庫を開くにはパスフレーズが必要です。「vault open」を使ってください。")
    }
    var vaultLater: String {
        say(
            "Kept here; the vault could not be reached. 'vault sync' brings it up to date.",
            "この端末に保存しました。保管庫とは同期できていません。後で「vault sync」を使ってください。")
    }
    func vaultUnreadable(_ unreadable: VaultUnreadable) -> String {
        switch unreadable {
        case .newer:
            say(
                "The vault was written by a newer app. Update this one; until then it changes nothing there.",
                "保管庫は新しいアプリで保存されています。このアプリを更新してください。それまで保管庫は変更されません。")
        case .damaged:
            say(
                "The vault on the server can't be read. Your codes here work; export them to be safe.",
                "サーバーの保管庫を読み取れません。この端末のコードは使えます。念のためエクスポートしてください。")
        }
    }

    // MARK: Imports and exports

    var filePassphrase: String { say("Passphrase of the file: ", "ファイルのパスフレーズ: ") }
    func imported(_ intake: CodeKeeper.Intake) -> String {
        say(
            "Added: \(intake.added). Already here: \(intake.known).",
            "追加: \(intake.added)件、すでにあるもの: \(intake.known)件")
    }
    func leftOut(_ count: Int) -> String {
        say("Did not fit, at most 1,000 are kept: \(count)", "追加できなかったもの(上限1,000件): \(count)件")
    }
    func missingParts(_ parts: String) -> String {
        say(
            "Google Authenticator shows several QR codes. Still missing: part \(parts)",
            "Google AuthenticatorのQRコードは複数あります。まだ読み取っていないもの: \(parts)番目")
    }
    func rejected(_ entry: CodeImport.Rejected) -> String {
        let name = entry.name.isEmpty ? "" : " (\(entry.name))"
        return say("Entry \(entry.number)\(name): ", "\(entry.number)番目\(name): ") + text(for: entry.reason)
    }
    private func text(for reason: CodeImport.Rejected.Reason) -> String {
        switch reason {
        case .notALink: say("not a link for codes", "コード用のリンクではありません")
        case .counterBased: say("counts its codes instead of timing them", "時刻ではなく回数を使うコードです")
        case .otherKind: say("a kind of code that only the other app makes", "元のアプリでしか作れない種類のコードです")
        case .badSecret: say("its key has letters that no key has, or is too short", "キーに使えない文字があるか、短すぎます")
        case .badSettings: say("settings that no code has", "コードの設定が正しくありません")
        case .unreadable: say("something is missing in it", "必要な項目がありません")
        }
    }
    func text(for refusal: CodeImport.Refusal) -> String {
        switch refusal {
        case .unknownForm:
            say(
                "That is no list of codes: export one of Aegis, 2FAS or Aikagi, or links that begin with otpauth.",
                "コードの一覧として読み取れません。Aegis・2FAS・Aikagiのエクスポート、またはotpauthで始まるリンクを使ってください。")
        case .encrypted:
            say(
                "The other app has encrypted that file. Export it there without a password, then delete it.",
                "元のアプリで暗号化されたファイルです。パスワードなしでエクスポートし直し、インポート後に削除してください。")
        case .tooLarge: say("That file is too large to be a list of codes.", "コードの一覧としては大きすぎるファイルです。")
        case .nothingInIt: say("There is nothing in it.", "中身がありません。")
        }
    }
    var reallyPlain: String {
        say(
            "Whoever reads the file can make your codes. Write it without a lock?",
            "ファイルを読める人は誰でもコードを作れます。ロックせずに書き出しますか?")
    }
    func exists(_ path: String) -> String {
        say("\(path) is there already. Choose another name.", "\(path) はすでにあります。別の名前にしてください。")
    }
    func exported(_ count: Int, _ path: String) -> String {
        say("Codes written to \(path): \(count)", "\(path) に書き出したコード: \(count)件")
    }
    var nothingToExport: String {
        say("There are no codes for other services.", "ほかのサービスのコードはありません。")
    }
}
