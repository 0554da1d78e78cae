internal import Identity

extension JapaneseNotices {
    func signInCode(_ code: String, _ life: Duration, _ occasion: Notice.Occasion) -> Wording {
        Wording(
            subject: "\(letterhead.serviceName.asPhrase) のサインイン用コード",
            parts: [
                .paragraph("サインイン中のページに、次のコードを入力してください。"),
                .code(code),
                .paragraph(
                    "コードは1回だけ、\(span(life))以内に、申し込んだブラウザでのみ使えます。使えるのは最新のコードだけです。"
                        + "このあと、2段階目の認証も必要です。"),
                .facts(facts(occasion)),
                .heading("心当たりがない場合"),
                .paragraph("何もしなければ、誰もサインインできません。サポート担当を名乗る人も含め、このコードは誰にも教えないでください。"),
            ])
    }
}
