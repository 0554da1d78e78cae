import Identity
import Testing

@testable import Pages

@Suite struct `Secrets` {
    private func html(_ page: some Page) throws -> String {
        try Samples.pages().render(
            page, in: Frame(language: .english, formToken: "t", signedInName: "Ann", path: "/", now: Sample.now))
    }

    @Test(arguments: Sample.all)
    func `PWD-15: a password field hides what is typed, can be filled by a manager, and comes back empty`(
        sample: Sample
    ) throws {
        let html = try Samples.pages().render(sample.page, in: sample.frame(.english))
        for name in ["password", "newPassword"] {
            for field in html.matches(of: try Regex("<input id=\"\(name)\"[^>]*>")) {
                let input = html[field.range]
                #expect(input.contains("type=\"password\""))
                #expect(input.contains("autocomplete=\"\(name == "password" ? "current" : "new")-password\""))
                #expect(!input.contains(" value=") && !input.contains("maxlength") && !input.contains("onpaste"))
                #expect(html.contains("data-reveals=\"\(name)\""))
            }
        }
    }

    @Test func `a code field takes the code from the phone's keyboard and never shows the last one`() throws {
        let page = try html(CodePage(problems: [.wrongCode]))
        let input = try #require(page.firstMatch(of: /<input id="code"[^>]*>/)?.0)
        #expect(input.contains("autocomplete=\"one-time-code\"") && input.contains("inputmode=\"numeric\""))
        #expect(!input.contains(" value="))
    }

    @Test func `TOTP-11: the secret of an app stands on the pages of its enrolment and on no other`() throws {
        let secret = EnrolmentSecret(qr: Drawing(svg: "<svg></svg>"), base32: "JBSWY3DPEHPK3PXP", link: "otpauth://x")
        #expect(try html(EnrolSecondStepPage(secret: secret)).contains("JBSW Y3DP EHPK 3PXP"))
        #expect(try html(AuthenticatorAppAddPage(secret: secret)).contains("JBSW Y3DP EHPK 3PXP"))
        for sample in Sample.all where !(sample.page is EnrolSecondStepPage || sample.page is AuthenticatorAppAddPage) {
            #expect(try !html(sample.page).contains("JBSW"), "\(sample.name)")
        }
    }

    @Test func `TOTP-10: the QR code is drawn dark on light and named for those who don't see it`() throws {
        let secret = EnrolmentSecret(qr: Drawing(svg: Samples.qr), base32: "JBSWY3DP", link: "otpauth://x")
        let page = try html(AuthenticatorAppAddPage(secret: secret))
        #expect(page.contains("role=\"img\" aria-label=\"QR code for your authenticator app\">\(Samples.qr)</div>"))
        let sheet = try SourceTree.text("Sources/Pages/Resources/static/aikagi.css")
        #expect(sheet.contains(/\.qr \{[^}]*background: #ffffff/))
    }

    @Test func `BKUP-03: backup codes stand on the page that shows them once, in groups of five`() throws {
        let code = "12345678901234567890"
        let page = BackupCodesShownPage(
            purpose: .ownPages, codes: [Secret(code)], identifier: "ann@example.org", serverName: "id.example.org",
            made: Sample.now, replacesOlder: false)
        let groups = try html(page).matches(of: /<span>(\d{5})<\/span>/).map { String($0.1) }
        #expect(groups == ["12345", "67890", "12345", "67890"])
        #expect(try !html(BackupCodesConfirmPage(purpose: .ownPages, number: 1)).contains("12345"))
        #expect("\(page.codes)" == "[‹secret›]")
    }

    @Test func `BKUP-09: how many codes are left is said on the person's own pages only`() throws {
        #expect(try html(BackupCodesPage(standing: .init(left: 3, total: 10, made: Sample.now))).contains("3 of 10"))
        #expect(
            BackupCodePage().fields(in: .init(of: .english, texts: [:], links: [:], now: Sample.now))["left"] == nil)
    }

    @Test func `an unknown address, a wrong password and a locked account get the same words`() {
        let text = Problem.wrongPassword.text(
            in: Wording(of: .english, texts: ["problem.wrong-password": "W"], links: [:], now: Sample.now))
        #expect(text == "W")
        #expect(Problem.wrongPassword.field == .password)
    }
}
