// What is said about the account, the lock, and codes for other services.

extension Words {
    // MARK: Adding this machine without a link

    func openPage(_ address: String) -> String {
        say(
            """
            Open this page in a browser, here or on another machine, and sign in as always:
              \(address)
            This app asks for no password. The page then shows a QR code and, below it, a link: copy that.
            """,
            """
            ブラウザ(この端末でも別の端末でも)で次のページを開き、いつもの方法でサインインしてください:
              \(address)
            このアプリがパスワードを求めることはありません。ページに表示されるQRコードの下のリンクをコピーしてください。
            """)
    }
    var pasteLink: String { say("The link: ", "リンク: ") }
    var linkOfOther: String {
        say(
            "That link is of another server than the one you named. Nothing was sent to it.",
            "指定したサーバーとは別のサーバーのリンクです。何も送信していません。")
    }
    var oldPIN: String {
        say(
            "The PIN that this account had here before (the codes for other services are behind it): ",
            "このアカウントの以前のPIN(他のサービスのコードを引き継ぎます): ")
    }
    func takeOver(_ name: String) -> String {
        say(
            "An earlier copy for \(name) has ended. Take its codes for other services over?",
            "\(name) の以前の登録は終了しています。他のサービスのコードを引き継ぎますか?")
    }
    var tookOver: String { say("The codes were taken over.", "コードを引き継ぎました。") }

    // MARK: The lock

    var chooseNewPIN: String { say("The new PIN, of 6 digits or more: ", "新しいPIN(6桁以上): ") }
    var reallyNoPIN: String {
        say(
            "Without a PIN, whoever can read the file with the keys can approve. Remove it?",
            "PINをなくすと、鍵のファイルを読める人が承認できるようになります。PINを解除しますか?")
    }
    var lockChanged: String { say("The PIN was changed.", "PINを変更しました。") }
    var lockRemoved: String { say("This machine has no PIN any more.", "PINを解除しました。") }
    var lockUnknown: String {
        say(
            "No answer has come, so it is not known whether the PIN was changed. If approving does not work, take this "
                + "machine out of the account and add it again.",
            "応答がなかったため、PINが変更されたか分かりません。承認できない場合は、この端末をいったんサインアウトして追加し直してください。")
    }

    // MARK: Devices

    func renamed(_ name: String) -> String {
        say("This machine is called '\(name)' now.", "この端末の名前を「\(name)」にしました。")
    }
    func severalDevices(_ name: String) -> String {
        say(
            "Several devices are called '\(name)': give the id that 'devices' shows.",
            "「\(name)」という名前のデバイスが複数あります。「devices」に表示されるIDで指定してください。")
    }
    func promoted(_ name: String) -> String {
        say("'\(name)' is the primary device now.", "「\(name)」がメインのデバイスになりました。")
    }
    func promotionWaits(_ name: String, _ time: String) -> String {
        say(
            "'\(name)' becomes the primary device on \(time). Until then the others are told, and can object.",
            "「\(name)」は \(time) にメインのデバイスになります。それまで他のデバイスから異議を唱えられます。")
    }
    func promotionNews(_ name: String, _ time: String) -> String {
        say(
            "'\(name)' is to become the primary device on \(time). If you don't want that: 'aikagi-authenticator object'.",
            "「\(name)」が \(time) にメインのデバイスになります。望まない場合は「aikagi-authenticator object」を実行してください。")
    }
    func promotionDue(_ time: String) -> String { say("primary from \(time)", "\(time) からメイン") }
    var anotherPromotion: String {
        say("Another device is already waiting to become the primary one.", "別のデバイスがメインになるのを待っています。")
    }
    var objected: String { say("It stays as it is.", "今のままになります。") }
    var nothingToObjectTo: String {
        say("No device is waiting to become the primary one.", "メインになるのを待っているデバイスはありません。")
    }
    var isRestricted: String {
        say(
            "New sign-ins are blocked until you lift that with 'restrict --lift'. Nobody who is signed in is signed out.",
            "新しいサインインを制限しました。「restrict --lift」で解除できます。サインイン中の画面はそのままです。")
    }
    var isLifted: String { say("New sign-ins are possible again.", "新しいサインインの制限を解除しました。") }
    var hasPIN: String { say("PIN", "PINあり") }
    var hasNoPIN: String { say("no PIN", "PINなし") }
    var hasEnded: String { say("ended; codes only", "終了(コードのみ)") }
    var reallyErase: String {
        say(
            "This installation has ended. Erase its keys and the codes that are kept with it?",
            "この登録は終了しています。鍵と保存されているコードを消去しますか?")
    }

    // MARK: Codes for other services

    var linkOrSecret: String {
        say("The otpauth:// link or the secret (not shown): ", "otpauth:// リンクまたはシークレット(表示されません): ")
    }
    var nameOfService: String { say("What to call it: ", "サービスの名前: ") }
    func codesKept(_ name: String) -> String { say("Codes for \(name) are kept now.", "\(name) のコードを保存しました。") }
    var codesUnsupported: String {
        say("Codes of that kind can't be made here.", "この種類のコードには対応していません。")
    }
    var secretUnusable: String {
        say(
            "No codes can be made of that: a secret is at least 16 letters A to Z and digits 2 to 7, codes have 6 to 8 "
                + "digits, and a period is 5 to 3600 seconds.",
            "この内容ではコードを作れません。シークレットは英字と2〜7の数字で16文字以上、コードは6〜8桁、周期は5〜3600秒です。")
    }
    var codesFull: String {
        say("A thousand services are kept already. Remove one first.", "コードは1,000件までです。不要なものを先に削除してください。")
    }
    var codesAreOwn: String {
        say("Those are the codes for your own account: they stay.", "これはあなたのアカウントのコードです。変更できません。")
    }
    func noSuchService(_ name: String) -> String {
        say("There are no codes for '\(name)'.", "「\(name)」のコードはありません。")
    }
    func severalServices(_ names: [String]) -> String {
        say("Which one? ", "どれですか? ") + names.joined(separator: ", ")
    }
    func reallyRemove(_ name: String) -> String {
        say(
            "Remove the codes for \(name)? They can't be brought back. Make sure you can sign in there without them.",
            "\(name) のコードを削除しますか? 元に戻せません。コードなしでサインインできることを確認してください。")
    }
    func removed(_ name: String) -> String { say("Codes for \(name) are removed.", "\(name) のコードを削除しました。") }
    func kind(_ digits: Int, _ period: Int) -> String {
        say("\(digits) digits, every \(period) s", "\(digits)桁、\(period)秒ごと")
    }
    var ownCodes: String { say("your account", "このアカウント") }
}
