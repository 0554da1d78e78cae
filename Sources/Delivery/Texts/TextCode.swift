package import Identity

/// A code that goes to a mobile number, with everything that its text needs.
package struct TextCode: Sendable {
    package let code: Secret<String>
    package let use: Use
    /// How long it is worth sending.
    package let life: Duration

    package init(_ code: Secret<String>, for use: Use, life: Duration) {
        self.code = code
        self.use = use
        self.life = life
    }

    /// What typing it does: the text says so, so that nobody types it for something else (OTP-19).
    package enum Use: String, Sendable, CaseIterable {
        case signIn = "text-sign-in"
        case passwordReset = "text-password-reset"
        case proveAgain = "text-prove-again"
        case addNumber = "text-add-number"
    }
}

extension Letter {
    /// Writes a code as a text message: what it is for, whose it is, never to be shared, and no link. Its last line
    /// binds it to the origin, so that a browser fills it in there and nowhere else (WICG "Origin-bound one-time
    /// codes delivered via SMS").
    package init(_ text: TextCode, in language: Language, on letterhead: Letterhead) {
        let service = letterhead.serviceName.asPhrase
        let code = text.code.reveal()
        let words =
            switch language {
            case .english: "\(code) is your \(service) code to \(text.use.english). Never share it."
            case .japanese: "\(service) \(text.use.japanese)用コード：\(code)\n誰にも教えないでください。"
            }
        self.init(subject: "SMS", text: "\(words)\n\n@\(letterhead.host) #\(code)", html: "")
    }
}

extension TextCode.Use {
    fileprivate var english: String {
        switch self {
        case .signIn: "sign in"
        case .passwordReset: "reset your password"
        case .proveAgain: "confirm that it's you"
        case .addNumber: "add this number"
        }
    }

    fileprivate var japanese: String {
        switch self {
        case .signIn: "サインイン"
        case .passwordReset: "パスワード再設定"
        case .proveAgain: "本人確認"
        case .addNumber: "電話番号の追加"
        }
    }
}
