internal import Identity

extension JapaneseNotices {
    func networks(_ what: Notice.NetworkChange, _ occasion: Notice.Occasion) -> Wording {
        switch what {
        case .limited:
            change(
                "サインインできるネットワークが制限されました",
                "今後は、一覧にあるネットワークからだけアカウントを使えます。ほかの場所でサインインできないときは、"
                    + "そのページの案内に沿って制限を解除できます。", occasion)
        case .changed:
            change(
                "サインインできるネットワークが変更されました",
                "アカウントを使えるネットワークの一覧が変更されました。", occasion)
        case .lifted:
            change(
                "ネットワークの制限が解除されました",
                "どのネットワークからでもサインインできるようになりました。一覧は残っているので、いつでもまた制限できます。", occasion)
        }
    }

    func networkLiftCode(_ code: String, _ life: Duration, _ occasion: Notice.Occasion) -> Wording {
        Wording(
            subject: "ネットワーク制限の解除用コード",
            parts: [
                .paragraph("ネットワークの制限の解除を申し込んだページに、次のコードを入力してください。"),
                .code(code),
                .paragraph("コードは1回だけ、\(span(life))以内に、申し込んだブラウザでのみ使えます。使えるのは最新のコードだけです。"),
                .facts(facts(occasion)),
                .heading("心当たりがない場合"),
                .paragraph("何もしなければ、設定は変わりません。サポート担当を名乗る人も含め、このコードは誰にも教えないでください。"),
            ])
    }
}
