internal import Identity

/// The notices in Japanese: polite form, no あなた, and the thing to do by its name.
struct JapaneseNotices {
    let letterhead: Letterhead

    func wording(of notice: Notice) -> Wording {
        switch notice {
        case .addressCode(let code, let life): addressCode(code.reveal(), life)
        case .signInCode(let code, let life, let occasion): signInCode(code.reveal(), life, occasion)
        case .passwordResetCode(let code, let life, let occasion): resetCode(code.reveal(), life, occasion)
        case .networkLiftCode(let code, let life, let occasion): networkLiftCode(code.reveal(), life, occasion)
        case .invitation(let token, let inviter, let life): invitation(token.reveal(), inviter, life)
        case .addressInUse(let occasion): addressInUse(occasion)
        case .newBrowser(let occasion):
            change("新しいブラウザからのサインイン", "これまで使われたことのないブラウザから、アカウントへのサインインがありました。", occasion)
        case .signedInByRecovery(let occasion):
            change(
                "復元用の方法でサインインがありました",
                "パスワードの代わりに、登録先に届いたコードと2段階目の認証で、サインインがありました。", occasion)
        case .networks(let what, let occasion): networks(what, occasion)
        case .browserTrusted(let occasion):
            change(
                "ブラウザが信頼されました",
                "今後、このブラウザではパスワードだけでサインインできます。2段階目の認証は求められません。", occasion)
        case .passwordChanged(let occasion):
            change("パスワードが変更されました", "アカウントのパスワードが変更されました。", occasion)
        case .passwordReset(let occasion):
            change(
                "パスワードが再設定されました",
                "メールで届いたコードと2段階目の認証により、パスワードが再設定されました。ほかのセッションはすべて終了しました。", occasion)
        case .passwordSet(let occasion):
            change(
                "パスワードが設定されました",
                "アプリだけでサインインしていたアカウントに、パスワードが設定されました。"
                    + "今後は、パスワードと2段階目の認証でサインインします。ほかのセッションはすべて終了しました。", occasion)
        case .passwordRemoved(let occasion):
            change(
                "パスワードが削除されました",
                "今後はパスワードを使わず、スマートフォンのアプリでサインインします。ほかのセッションはすべて終了しました。", occasion)
        case .authenticatorAppAdded(let name, let occasion):
            change(
                "認証アプリが追加されました", "認証アプリ「\(name.asPhrase)」でサインインできるようになりました。", occasion)
        case .authenticatorAppRemoved(let name, let occasion):
            change(
                "認証アプリが削除されました", "認証アプリ「\(name.asPhrase)」ではサインインできなくなりました。", occasion)
        case .keyAdded(let name, let occasion): keyAdded(name, occasion)
        case .keyRemoved(let name, let occasion): keyRemoved(name, occasion)
        case .keyCopied(let name, let occasion): keyCopied(name, occasion)
        case .installationAdded(let name, let occasion):
            change(
                "アプリがデバイスに追加されました",
                "「\(name.asPhrase)」のアプリでサインインを承認できるようになりました。", occasion)
        case .installationEnded(let name, let ending, let occasion): deviceEnded(name, ending, occasion)
        case .installationPromoted(let name, let start, let occasion): devicePromoted(name, start, occasion)
        case .installationLockChanged(let name, let occasion):
            change(
                "デバイスのアプリロックが変更されました", "「\(name.asPhrase)」のアプリロックが変更されました。", occasion)
        case .installationLinkShownAgain(let name, let occasion): linkShownAgain(name, occasion)
        case .signInRestricted(let occasion): restriction(isOn: true, occasion)
        case .signInRestrictionLifted(let occasion): restriction(isOn: false, occasion)
        case .backupCodesMade(let occasion):
            change(
                "バックアップ認証コードが発行されました",
                "新しいバックアップ認証コードが発行されました。以前のコードは使えません。", occasion)
        case .backupCodeUsed(let left, let occasion): backupCodeUsed(left, occasion)
        case .passphrase(let change, let occasion): passphrase(change, occasion)
        case .identifierAdded(let shown, let occasion):
            change("ログインIDが追加されました", "\(shown.asPhrase) でサインインできるようになりました。", occasion)
        case .identifierRemoved(let shown, let occasion): identifierRemoved(shown, occasion)
        case .noticeAddressChanged(let shown, let occasion):
            change("お知らせの送信先が変更されました", "今後、アカウントのお知らせは \(shown.asPhrase) に届きます。", occasion)
        case .suspiciousTries(let suspicion, let occasion): suspicious(suspicion, occasion)
        case .approvalRepudiated(let device, let passwordIsKnown, let occasion):
            approvalRepudiated(device, passwordIsKnown, occasion)
        case .memberRepudiated(let name, let identifier, let isLast, let occasion):
            memberRepudiated(name, identifier, isLast, occasion)
        case .authenticatorBlocked(let suspect, let occasion): blocked(suspect, occasion)
        case .accountDisabled(let moment):
            administratorsChange(
                "アカウントが停止されました", "管理者がアカウントを停止しました。再開されるまでサインインできません。", moment)
        case .accountEnabled(let moment):
            administratorsChange(
                "アカウントの利用が再開されました", "管理者がアカウントの利用を再開しました。これまでどおりサインインできます。", moment)
        case .trial(let moment):
            Wording(
                subject: "\(letterhead.serviceName.asPhrase) からのメール配信の確認",
                parts: [
                    .paragraph("メールが届くかどうかを確かめるため、管理者が送信したメッセージです。正しく届いています。"),
                    .facts([("送信日時", date(moment))]),
                ])
        }
    }
}

extension JapaneseNotices {
    private func addressCode(_ code: String, _ life: Duration) -> Wording {
        Wording(
            subject: "\(letterhead.serviceName.asPhrase) の確認コード",
            parts: [
                .paragraph("コードの入力を求めるページに、次のコードを入力してください。"),
                .code(code),
                .paragraph("コードは1回だけ、\(span(life))以内に使えます。使えるのは最新のコードだけです。"),
                .heading("心当たりがない場合"),
                .paragraph("ほかの方がメールアドレスを間違えて入力した可能性があります。何もする必要はありません。このコードは誰にも教えないでください。"),
            ])
    }

    private func resetCode(_ code: String, _ life: Duration, _ occasion: Notice.Occasion) -> Wording {
        Wording(
            subject: "パスワード再設定用のコード",
            parts: [
                .paragraph("パスワードの再設定を申し込んだページに、次のコードを入力してください。"),
                .code(code),
                .paragraph("コードは1回だけ、\(span(life))以内に、申し込んだブラウザでのみ使えます。使えるのは最新のコードだけです。"),
                .facts(facts(occasion)),
                .heading("心当たりがない場合"),
                .paragraph("何もしなければ、パスワードは変わりません。サポート担当を名乗る人も含め、このコードは誰にも教えないでください。"),
            ])
    }

    private func invitation(_ token: String, _ inviter: String?, _ life: Duration) -> Wording {
        let service = letterhead.serviceName.asPhrase
        let opening =
            if let inviter { "\(inviter.asPhrase) さんが、\(service) のアカウントを用意しました。" } else {
                "\(service) のアカウントが用意されました。"
            }
        return Wording(
            subject: "\(service) のアカウントのご案内",
            parts: [
                .paragraph(opening),
                .paragraph("次のリンクを開き、パスワードと2段階目の認証を設定してください。3分ほどで終わります。"),
                .link(label: "アカウントを設定する", path: letterhead.path(handingOver: token)),
                .paragraph("リンクは1回だけ、\(span(life))以内に使えます。"),
                .heading("心当たりがない場合"),
                .paragraph("何もする必要はありません。リンクを開かないかぎり、このアカウントは使われません。"),
            ])
    }

    private func addressInUse(_ occasion: Notice.Occasion) -> Wording {
        Wording(
            subject: "すでにアカウントがあります",
            parts: [
                .paragraph("このメールアドレスで新しいアカウントの申し込みがありました。すでにアカウントで使われているため、新しいアカウントは作成していません。"),
                .facts(facts(occasion)),
                .link(label: "サインイン", path: letterhead.paths.signIn),
                .link(label: "パスワードを忘れた場合", path: letterhead.paths.passwordReset),
                .heading("心当たりがない場合"),
                .paragraph("何もする必要はありません。アカウントに変更はありません。"),
            ])
    }

    private func backupCodeUsed(_ left: Int, _ occasion: Notice.Occasion) -> Wording {
        let state =
            switch left {
            case ...0: "これが最後のコードでした。今すぐ新しいコードを発行してください。"
            case 1...3: "残りは\(left)個です。早めに新しいコードを発行してください。"
            default: "残りは\(left)個です。"
            }
        var wording = change(
            "バックアップ認証コードが使われました", "バックアップ認証コードによるサインインがありました。\(state)", occasion)
        if left <= 3 {
            wording.parts.insert(.link(label: "バックアップ認証コードを発行する", path: letterhead.paths.backupCodes), at: 1)
        }
        return wording
    }

    private func identifierRemoved(_ shown: String, _ occasion: Notice.Occasion) -> Wording {
        Wording(
            subject: "ログインIDが削除されました",
            parts: [
                .paragraph("\(shown.asPhrase) ではサインインできなくなりました。"),
                .facts(facts(occasion)),
                .heading("心当たりがない場合"),
                .paragraph(
                    "アカウントのほかのメールアドレスを使ってパスワードを再設定し、ほかのセッションをすべて終了してください。使えるアドレスがない場合は、すぐに管理者に連絡してください。"),
                .link(label: "パスワードを再設定する", path: letterhead.paths.passwordReset),
            ])
    }

    private func suspicious(_ suspicion: Notice.Suspicion, _ occasion: Notice.Occasion) -> Wording {
        switch suspicion {
        case .manyFailures:
            change(
                "サインインの失敗が続いています",
                "アカウントへのサインインが何度も試みられ、すべて失敗しました。サインインした人はいません。", occasion)
        case .firstStepRightSecondWrong:
            change(
                "パスワードを知られている可能性があります",
                "正しいパスワードが入力されましたが、2段階目の認証に何度も失敗しています。サインインした人はいません。", occasion)
        }
    }

    private func blocked(_ suspect: Notice.Suspect, _ occasion: Notice.Occasion) -> Wording {
        let what =
            switch suspect {
            case .password: "誤ったパスワードが何度も入力されたため、パスワードを使えなくしました。サインインするには、パスワードを再設定してください。"
            case .authenticatorApp(let name):
                "誤ったコードが何度も入力されたため、「\(name.asPhrase)」のコードを使えなくしました。"
                    + "ほかの方法でサインインし、アプリを削除してから設定し直してください。"
            case .backupCodes:
                "誤ったコードが何度も入力されたため、バックアップ認証コードを使えなくしました。ほかの方法でサインインし、新しいコードを発行してください。"
            }
        return change("サインイン方法の一つが停止されました", what, occasion)
    }

    /// A change that the owner may not have made.
    func change(_ subject: String, _ happened: String, _ occasion: Notice.Occasion) -> Wording {
        Wording(
            subject: subject,
            parts: [
                .paragraph(happened),
                .facts(facts(occasion)),
                .heading("心当たりがある場合"),
                .paragraph("何もする必要はありません。"),
                .heading("心当たりがない場合"),
                .paragraph("今すぐパスワードを再設定してください。ほかのセッションはすべて終了します。その後、セッションとサインイン方法を確認してください。"),
                .link(label: "パスワードを再設定する", path: letterhead.paths.passwordReset),
                .link(label: "セッションを確認する", path: letterhead.paths.sessions),
                .paragraph("サインインできなくなった場合は、管理者にアカウントの停止を依頼してください。"),
            ])
    }

    private func administratorsChange(_ subject: String, _ happened: String, _ moment: Moment) -> Wording {
        Wording(
            subject: subject,
            parts: [
                .paragraph(happened), .facts([("日時", date(moment))]),
                .heading("心当たりがない場合"), .paragraph("管理者に確認してください。"),
            ])
    }

    func facts(_ occasion: Notice.Occasion) -> [(label: String, value: String)] {
        var facts = [(label: "日時", value: date(occasion.at))]
        guard let source = occasion.source else { return facts }
        if let browser = name(of: source.browser) { facts.append(("ブラウザ", browser)) }
        facts.append(("IPアドレス", source.address.asPhrase))
        return facts
    }

    /// `Firefox(Windows)`, or as much of it as is known.
    private func name(of browser: BrowserDescription) -> String? {
        switch (browser.name?.asPhrase, browser.platform?.asPhrase) {
        case (let name?, let platform?): "\(name)(\(platform))"
        case (let name?, nil): name
        case (nil, let platform?): "\(platform) のブラウザ"
        case (nil, nil): nil
        }
    }

    /// `2026年11月22日 13:54(協定世界時)`.
    func date(_ moment: Moment) -> String {
        let civil = CivilTime(moment)
        return "\(civil.year)年\(civil.month)月\(civil.day)日 \(civil.clock)(協定世界時)"
    }

    func span(_ life: Duration) -> String {
        switch life.wholeSeconds {
        case 172_800...: "\(life.wholeSeconds / 86_400)日"
        case 7_200...: "\(life.wholeSeconds / 3_600)時間"
        default: "\(max(1, life.wholeSeconds / 60))分"
        }
    }
}
