internal import Foundation

/// Everything that the app says, in two languages, side by side so that neither lacks anything.
struct Words: Sendable {
    let isJapanese: Bool

    /// The language that was asked for, or that of the terminal.
    init(_ option: String?, environment: [String: String] = ProcessInfo.processInfo.environment) {
        let locale = environment["LC_ALL"] ?? environment["LC_MESSAGES"] ?? environment["LANG"] ?? ""
        isJapanese = (option ?? locale).hasPrefix("ja")
    }

    /// `en` or `ja`, for the server.
    var language: String { isJapanese ? "ja" : "en" }

    func say(_ english: String, _ japanese: String) -> String { isJapanese ? japanese : english }

    // MARK: Adding this machine

    func addTo(_ origin: String) -> String {
        say(
            "This adds this machine to your account at \(origin). Go on?",
            "この端末を \(origin) のアカウントに追加します。続けますか?")
    }
    var choosePIN: String { say("Choose a PIN of 6 digits or more: ", "6桁以上のPINを決めてください: ") }
    var repeatPIN: String { say("The same PIN again: ", "もう一度同じPINを入力してください: ") }
    var pinsDiffer: String { say("The two PINs are not the same.", "2回のPINが一致しません。") }
    var pinTooShort: String { say("A PIN has at least 6 digits.", "PINは6桁以上の数字です。") }
    var pinTooLong: String { say("A PIN has at most 32 digits.", "PINは32桁以内の数字です。") }
    var pinNotDigits: String { say("A PIN is made of digits only.", "PINに使えるのは数字だけです。") }
    var pinTooSimple: String {
        say("That PIN is the first one that anybody tries. Choose another.", "推測されやすいPINです。別のPINにしてください。")
    }
    func added(_ name: String, _ identifier: String) -> String {
        say(
            "This machine now approves sign-ins for \(name) (\(identifier)).",
            "この端末で \(name)(\(identifier))のサインインを承認できるようになりました。")
    }
    var tryWatch: String {
        say("'aikagi-authenticator watch' waits for requests.", "「aikagi-authenticator watch」で承認リクエストを待ちます。")
    }

    // MARK: Links and pictures

    var notALink: String {
        say(
            "That is no link of an Aikagi server. Copy it whole from the page, or scan the QR code.",
            "Aikagiサーバーのリンクではありません。ページからリンク全体をコピーするか、QRコードを読み取ってください。")
    }
    var enrolInstead: String {
        say("That link adds a device: use 'enrol' with it.", "これはデバイスを追加するリンクです。「enrol」で使ってください。")
    }
    var scanInstead: String {
        say(
            "That code signs in on another screen; it adds no device. The page \"Devices\" shows the right one.",
            "これは別の画面でサインインするためのコードで、デバイスは追加できません。「デバイス」ページのリンクを使ってください。")
    }
    func noFile(_ path: String) -> String { say("\(path) can't be read.", "\(path) を読み込めません。") }
    var otherServer: String {
        say(
            "That link is of a server that this machine is not part of. Nothing was sent to it.",
            "この端末が登録されていないサーバーのリンクです。何も送信していません。")
    }
    var noPicture: String { say("That is no PNG, JPEG or GIF picture.", "PNG・JPEG・GIFの画像ではありません。") }
    var pictureTooLarge: String { say("The picture is too large.", "画像が大きすぎます。") }
    var noCode: String { say("There is no QR code in the picture.", "画像にQRコードが見つかりません。") }
    var severalCodes: String {
        say("There are several QR codes in the picture. Cut out the one you mean.", "QRコードが複数あります。1つだけの画像にしてください。")
    }
    var unknownCode: String { say("The QR code is for something else.", "このQRコードは別の用途のものです。") }

    // MARK: Requests

    var waiting: String { say("Waiting for requests. Ctrl-C ends.", "承認リクエストを待っています。Ctrl-Cで終了します。") }
    var nothingOpen: String { say("No request is open.", "承認待ちのリクエストはありません。") }
    func asks(_ account: String, _ application: String) -> String {
        say("Sign-in as \(account) to \(application)", "\(account) として \(application) にサインイン")
    }
    var asksToConfirm: String { say("Confirm it's you", "本人確認") }
    var asksTest: String { say("A test: nobody signs in", "テストです(サインインではありません)") }
    func from(_ browser: String, _ address: String, _ place: String) -> String {
        let origin = [place, address].filter { !$0.isEmpty }.joined(separator: ", ")
        return say("  from \(browser), \(origin)", "  \(browser)、\(origin)")
    }
    func asked(_ time: String) -> String { say("  at \(time)", "  \(time)") }
    func typeNumber(_ digits: Int) -> String {
        say(
            "Type the \(digits)-digit number on the sign-in page to approve; r refuses; n: it wasn't me: ",
            "サインインページの\(digits)桁の番号を入力して承認。拒否は r、心当たりがない場合は n: ")
    }
    var typeYes: String { say("y approves; r refuses; n: it wasn't me: ", "承認は y、拒否は r、心当たりがない場合は n: ") }
    var approved: String { say("Approved.", "承認しました。") }
    var refused: String { say("Refused.", "拒否しました。") }
    var refusedNotMe: String {
        say(
            "Refused. No more requests come until you have signed in another way. Change your password.",
            "拒否しました。別の方法でサインインするまで承認リクエストは届きません。パスワードを変更してください。")
    }
    var alreadyAnswered: String { say("Answered elsewhere.", "別のデバイスで回答済みです。") }
    var expired: String { say("Too late: the request is over.", "期限切れです。") }
    func wrongNumber(_ left: Int) -> String {
        say("That is not the number. Tries left: \(left)", "番号が違います。残り\(left)回。")
    }

    // MARK: The lock

    var pin: String { say("PIN: ", "PIN: ") }
    func pinWrong(_ left: Int) -> String { say("Wrong PIN. Tries left: \(left)", "PINが違います。残り\(left)回。") }
    var pinWrongHere: String { say("Wrong PIN.", "PINが違います。") }
    var pinDestroyed: String {
        say(
            "The PIN was wrong too often: this machine's key is destroyed. Add it anew.",
            "PINの間違いが多すぎたため、この端末の鍵は消去されました。追加し直してください。")
    }

    // MARK: Codes and devices

    func code(_ code: String, _ left: Int, _ name: String) -> String {
        say("\(code)  \(name)  (\(left) s left)", "\(code)  \(name)  (残り\(left)秒)")
    }
    var primary: String { say("primary", "メイン") }
    var thisOne: String { say("this machine", "この端末") }
    func life(_ name: String) -> String {
        switch name {
        case "pending": say("not confirmed yet", "確認待ち")
        case "live": say("answers", "応答あり")
        case "quiet": say("not heard of for a week", "1週間応答なし")
        case "doubtful": say("does not answer", "応答なし")
        default: say("gone", "終了")
        }
    }
    func lastSeen(_ time: String) -> String { say("last seen \(time)", "最終確認 \(time)") }
    var restricted: String { say("New sign-ins are blocked.", "新しいサインインは制限中です。") }
    var irreplaceable: String {
        say(
            "If this machine were lost, you would be locked out. Save backup codes.",
            "この端末を失うとサインインできなくなります。バックアップ認証コードを保存してください。")
    }
    func noSuchDevice(_ name: String) -> String {
        say("There is no device '\(name)'.", "「\(name)」というデバイスはありません。")
    }
    func reallyLost(_ name: String) -> String {
        say("Report '\(name)' lost? It is dead at once.", "「\(name)」の紛失を報告しますか? すぐに使えなくなります。")
    }
    func reported(_ name: String) -> String {
        say("'\(name)' is dead now.", "「\(name)」を無効にしました。")
    }

    // MARK: Signing out

    func cost(_ name: String) -> String {
        switch name {
        case "lastDevice": say("  No other device of yours answers.", "  応答する他のデバイスがありません。")
        case "primaryDevice": say("  It is your primary device.", "  メインのデバイスです。")
        case "lastSecondStep":
            say("  Your account would be without a second step.", "  アカウントの2段階目の認証がなくなります。")
        default: say("  The codes on this machine go with it.", "  この端末のコードも消えます。")
        }
    }
    var reallySignOut: String { say("Sign out and delete this machine's keys?", "サインアウトして鍵を削除しますか?") }
    var signedOut: String { say("Signed out. The keys are deleted.", "サインアウトし、鍵を削除しました。") }

    // MARK: Trouble

    var notEnrolled: String {
        say("This machine is in no account yet. Begin with 'enrol'.", "この端末はまだ登録されていません。「enrol」から始めてください。")
    }
    func whichAccount(_ all: [String]) -> String {
        say("Say which one with --account: ", "--account で指定してください: ") + all.joined(separator: ", ")
    }
    func noSuchAccount(_ all: [String]) -> String {
        say("This machine is in no such account. It is in: ", "該当するアカウントがありません。登録されているアカウント: ")
            + all.joined(separator: ", ")
    }
    /// By how much the machine's clock is fast, slow if negative; a difference within a minute is none.
    func clockOff(_ seconds: Int64) -> String {
        guard seconds.magnitude >= 60 else {
            return say("This machine's clock is right again.", "この端末の時計は正しくなりました。")
        }
        let minutes = seconds.magnitude / 60
        let (count, unit, kanji) =
            switch minutes {
            case ..<120: (minutes, "minute", "分")
            case ..<2_880: (minutes / 60, "hour", "時間")
            default: (minutes / 1_440, "day", "日")
            }
        let amount = "\(count) \(unit)\(count == 1 ? "" : "s")"
        return say(
            "This machine's clock is about \(amount) \(seconds > 0 ? "fast" : "slow"). Set it to automatic.",
            "この端末の時計が約\(count)\(kanji)\(seconds > 0 ? "進んで" : "遅れて")います。自動設定にしてください。")
    }
    var clockMoves: String {
        say("This machine's clock does not stand still. Try again.", "この端末の時計が安定していません。もう一度お試しください。")
    }
    func gone(_ reason: String) -> String {
        switch reason {
        case "reportedLost": say("This machine was reported lost.", "この端末は紛失として報告されました。")
        case "replaced": say("Another device has replaced this machine.", "別のデバイスに置き換えられました。")
        case "copied":
            say("The keys of this machine were used in two places.", "この端末の鍵が2か所で使われました。")
        default: say("This machine is no longer part of the account.", "この端末はアカウントから切り離されました。")
        }
    }
    var enrolAgain: String { say("Add it again with 'enrol'.", "「enrol」で追加し直してください。") }
    var linkGone: String {
        say("The link was used or has expired. Ask for a new one.", "リンクは使用済みか期限切れです。新しいリンクを表示してください。")
    }
    var tooManyDevices: String { say("The account has as many devices as it may.", "デバイスの数が上限に達しています。") }
    var notAllowed: String { say("The server does not allow that now.", "サーバーがこの操作を許可していません。") }
    func slowDown(_ seconds: Int) -> String {
        say("Too often. Try again in \(seconds) s.", "回数が多すぎます。\(seconds)秒後にもう一度お試しください。")
    }
    var unavailable: String { say("The server can't answer now.", "サーバーが応答できません。") }
    var unreachable: String { say("The server can't be reached.", "サーバーに接続できません。") }
    var strangeAnswer: String {
        say("Something that is no Aikagi server has answered.", "Aikagiサーバーではないものが応答しました。")
    }
    func badRequest(_ detail: String) -> String { say("The server refused: \(detail)", "サーバーが拒否しました: \(detail)") }
    var versions: String { say("Server and app have no version in common.", "サーバーとアプリのバージョンが合いません。") }
    var brokenFile: String { say("The file with the keys is damaged.", "鍵のファイルが壊れています。") }
    func openFile(_ path: String) -> String {
        say("\(path) can be read by others. Set its mode to 600.", "\(path) が他の人から読めます。権限を600にしてください。")
    }
    func unwritable(_ path: String) -> String { say("\(path) can't be written.", "\(path) に書き込めません。") }
    var stopped: String { say("Stopped.", "中止しました。") }
    var reconnecting: String { say("The connection was lost; trying again.", "接続が切れました。再接続します。") }
}
