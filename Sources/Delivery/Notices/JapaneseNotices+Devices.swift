internal import Identity

extension JapaneseNotices {
    func deviceEnded(_ name: String, _ ending: Notice.DeviceEnding, _ occasion: Notice.Occasion) -> Wording {
        let name = "「\(name.asPhrase)」"
        let (subject, what) =
            switch ending {
            case .signedOut:
                ("デバイスがサインアウトしました", "\(name)のアプリがサインアウトしました。今後、サインインの承認には使えません。")
            case .reportedLost:
                ("デバイスの紛失が報告されました", "\(name)の紛失が報告されました。このデバイスのアプリは、アカウントに使えなくなりました。")
            case .replaced:
                ("デバイスが置き換えられました", "\(name)は別のデバイスに置き換えられ、サインインの承認には使えなくなりました。")
            case .removed:
                ("デバイスが削除されました", "\(name)が削除されました。このデバイスのアプリは、アカウントに使えなくなりました。")
            case .notAnswering:
                (
                    "デバイスの応答がなくなりました",
                    "\(name)のアプリは、アンインストールされたか、データが消去されたようです。"
                        + "今後、このデバイスに承認リクエストは送られません。引き続き使う場合は、もう一度追加してください。"
                )
            case .copied:
                (
                    "デバイスが停止されました",
                    "\(name)のアプリのデータが2か所で使われました。コピーされたおそれがあるため、アカウントに使えなくしました。"
                        + "引き続き使う場合は、もう一度追加してください。"
                )
            }
        return change(subject, what, occasion)
    }

    func devicePromoted(_ name: String, _ start: Moment?, _ occasion: Notice.Occasion) -> Wording {
        let name = "「\(name.asPhrase)」"
        guard let start else {
            return change("メインのデバイスが変わりました", "サインインの承認リクエストは、今後まず\(name)に送られます。", occasion)
        }
        return change(
            "メインのデバイスがまもなく変わります",
            "\(date(start))から、サインインの承認リクエストはまず\(name)に送られます。"
                + "それまでは、現在のメインのデバイスのアプリ、またはデバイスのページで取り消せます。", occasion)
    }

    func linkShownAgain(_ name: String, _ occasion: Notice.Occasion) -> Wording {
        change(
            "デバイスは追加されませんでした",
            "「\(name.asPhrase)」と名乗るデバイスが、使用済みか無効になったリンクでアカウントに追加されようとしましたが、"
                + "追加されませんでした。画面のQRコードをほかの人に見られたおそれがあります。", occasion)
    }

    func restriction(isOn: Bool, _ occasion: Notice.Occasion) -> Wording {
        isOn
            ? change(
                "サインインが制限されました",
                "アカウントへの新しいサインインが停止されました。復元方法によるサインインは引き続き使えます。"
                    + "アプリまたはデバイスのページで解除できます。", occasion)
            : change("サインインの制限が解除されました", "アカウントへの新しいサインインの停止が解除されました。", occasion)
    }
}
