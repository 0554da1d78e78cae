internal import Identity

extension JapaneseNotices {
    func approvalRepudiated(_ device: String, _ passwordIsKnown: Bool, _ occasion: Notice.Occasion) -> Wording {
        let password: [Wording.Part] = [
            .heading("今すぐパスワードを変更してください"),
            .paragraph(
                "リクエストの前に、正しいパスワードが入力されていました。ほかで使っていない新しいパスワードに変更してください。"
                    + "ほかのセッションはすべて終了します。"),
            .link(label: "パスワードを変更する", path: letterhead.paths.passwordChange),
        ]
        return Wording(
            subject: "「心当たりがない」という回答を受け付けました",
            parts: [
                .paragraph(
                    "「\(device.asPhrase)」でリクエストに「心当たりがない」と回答されたため、中止しました。サインインした人はいません。"
                        + "ほかの方法でサインインするまで、デバイスへの承認リクエストは停止します。"),
                .facts(facts(occasion)),
            ] + (passwordIsKnown ? password : []) + [
                .heading("回答に心当たりがない場合"),
                .paragraph(
                    "デバイスがほかの人の手元にある可能性があります。デバイスのページで削除し、セッションを確認してください。"),
                .link(label: "セッションを確認する", path: letterhead.paths.sessions),
            ])
    }

    func memberRepudiated(
        _ name: String, _ identifier: String, _ isLast: Bool, _ occasion: Notice.Occasion
    ) -> Wording {
        let name = name.asPhrase
        let flood: [Wording.Part] =
            isLast
            ? [
                .paragraph(
                    "1時間以内に同様の報告が続いています。このあとしばらくはメールでお知らせしません。"
                        + "すべての報告は監査ログで確認できます(aikagi audit export)。")
            ] : []
        return Wording(
            subject: "\(name) さんが心当たりのないサインインを報告しました",
            parts: [
                .paragraph(
                    "\(name) さん(\(identifier.asPhrase))のアカウントへのサインインが試みられ、本人のデバイスで"
                        + "「心当たりがない」と回答されました。サインインした人はいません。"
                        + "本人がほかの方法でサインインするまで、デバイスへの承認リクエストは停止します。"),
                .facts(facts(occasion)),
            ] + flood + [
                .heading("対応のお願い"),
                .paragraph(
                    "本人にはパスワードの変更を依頼しました。変更が済んだかどうか、電話などで本人に確認してください。"
                        + "連絡が取れない場合は、サーバーでアカウントを停止してください: aikagi user disable"),
                .link(label: "サインイン", path: letterhead.paths.signIn),
                .heading("心当たりがない場合"),
                .paragraph("このメッセージは、\(letterhead.serviceName.asPhrase) の管理者に送信しています。"),
            ])
    }
}
