import Identity
import Testing

@testable import Pages

/// One page with something in every place, for tests that walk all of them and for looking at them.
struct Sample: Sendable, CustomTestStringConvertible {
    let name: String
    let page: any Page
    var isSignedIn: Bool { page.section != nil || name == "step-up" }
    var testDescription: String { name }

    init(_ name: String, _ page: any Page) {
        self.name = name
        self.page = page
    }

    func frame(_ language: Language) -> Frame {
        Frame(
            language: language, formToken: "form-token-of-this-browser", signedInName: isSignedIn ? "Ann Example" : nil,
            path: "/where-we-are", now: Self.now, notice: name == "identifiers" ? .identifierAdded : nil)
    }

    /// 2026-11-22T14:05:00Z
    static let now = Moment(secondsSinceEpoch: 1_795_356_300)

    static let all = signingIn + joining + recovering + own + trouble

    private static let ann = "ann@example.org"
    private static let secret = EnrolmentSecret(
        qr: Drawing(svg: Samples.qr), base32: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
        link: "otpauth://totp/Aikagi:ann%40example.org?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Aikagi")

    private static let signingIn = [
        Sample("sign-in", SignInPage(offersRegistration: true)),
        Sample("sign-in-wrong", SignInPage(identifier: "ann@", problems: [.identifierUnreadable])),
        Sample("password", PasswordPage(identifier: ann, offersOtherWays: true)),
        Sample("password-wrong", PasswordPage(identifier: ann, problems: [.wrongPassword])),
        Sample("code", CodePage()),
        Sample("code-wrong", CodePage(problems: [.wrongCode])),
        Sample("code-clock", CodePage(problems: [.clockWrong(minutesSlow: 4)])),
        Sample("backup-code", BackupCodePage()),
        Sample(
            "other-ways",
            OtherWaysPage(ways: [
                .init(.authenticatorApp), .init(.backupCode), .init(.password, obstacle: .tooManyTries),
            ])),
        Sample("sign-out", SignOutPage()),
        Sample("signed-out", SignedOutPage()),
    ]

    private static let joining = [
        Sample("set-up", SetUpPage(minimumPasswordLength: 8)),
        Sample(
            "set-up-wrong",
            SetUpPage(
                name: "Ann", identifier: "team@example.org", minimumPasswordLength: 8,
                problems: [.groupAddress, .newPasswordTooShort(minimum: 8)])),
        Sample("invitation", InvitationPage(identifier: ann, minimumPasswordLength: 8)),
        Sample("register", RegisterPage(minimumPasswordLength: 15)),
        Sample("register-verify", RegisterVerifyPage(identifier: ann)),
        Sample("enrol-second-step", EnrolSecondStepPage(secret: secret)),
        Sample(
            "backup-codes-shown",
            BackupCodesShownPage(
                purpose: .joining, codes: Samples.codes, identifier: ann, serverName: "id.example.org", made: now,
                replacesOlder: false)),
        Sample("backup-codes-confirm", BackupCodesConfirmPage(purpose: .joining, number: 4)),
    ]

    private static let recovering = [
        Sample("password-reset", PasswordResetPage()),
        Sample("password-reset-code", PasswordResetCodePage(identifier: ann)),
        Sample("code-of-reset", CodePage(step: .ofPasswordReset)),
        Sample("new-password", NewPasswordPage(identifier: ann, minimumPasswordLength: 8)),
        Sample("password-reset-done", PasswordResetDonePage()),
    ]

    private static let own = [
        Sample(
            "overview",
            OverviewPage(
                identifiers: [ann], passwordChanged: now - .seconds(86_400 * 40), authenticatorApps: ["Pixel 8"],
                backupCodesLeft: 10, sessionCount: 2, lastActivity: now - .seconds(300))),
        Sample(
            "overview-unsafe",
            OverviewPage(
                identifiers: [ann], passwordChanged: now, authenticatorApps: ["Pixel 8"], backupCodesLeft: nil,
                sessionCount: 1, lastActivity: now)),
        Sample(
            "identifiers",
            IdentifiersPage(rows: [
                .init(id: IdentifierID("a"), address: ann, isForNotices: true, added: now - .seconds(86_400 * 3)),
                .init(
                    id: IdentifierID("b"), address: "ann.example.with.a.long.name@mail.example.com",
                    isForNotices: false, added: now - .seconds(3_600)),
            ])),
        Sample("identifier-add", IdentifierAddPage()),
        Sample("identifier-verify", IdentifierVerifyPage(identifier: "ann@mail.example.com")),
        Sample("identifier-remove", IdentifierRemovePage(id: IdentifierID("b"), address: "ann@mail.example.com")),
        Sample(
            "password-change",
            PasswordChangePage(identifier: ann, changed: now - .seconds(86_400 * 40), minimumPasswordLength: 8)),
        Sample(
            "authenticator-apps",
            AuthenticatorAppsPage(rows: [
                .init(
                    id: AuthenticatorID("a"), name: "Pixel 8", added: now - .seconds(86_400 * 90),
                    lastUsed: now - .seconds(1_200)),
                .init(id: AuthenticatorID("b"), name: "Tablet", added: now - .seconds(86_400), lastUsed: nil),
            ])),
        Sample("authenticator-apps-none", AuthenticatorAppsPage(rows: [])),
        Sample(
            "authenticator-app-add",
            AuthenticatorAppAddPage(secret: secret, name: "Pixel 8", problems: [.wrongCode])),
        Sample("authenticator-app-rename", AuthenticatorAppRenamePage(id: AuthenticatorID("a"), name: "Pixel 8")),
        Sample(
            "authenticator-app-remove",
            AuthenticatorAppRemovePage(id: AuthenticatorID("a"), name: "Pixel 8", isLast: true)),
        Sample("backup-codes-none", BackupCodesPage(standing: nil)),
        Sample(
            "backup-codes",
            BackupCodesPage(standing: .init(left: 3, total: 10, made: now - .seconds(86_400 * 20)))),
        Sample(
            "backup-codes-renewed",
            BackupCodesShownPage(
                purpose: .ownPages, codes: Samples.codes, identifier: ann, serverName: "id.example.org", made: now,
                replacesOlder: true)),
        Sample(
            "sessions",
            SessionsPage(rows: [
                .init(
                    id: SessionID("a"), device: "Firefox on Linux", place: "192.0.2.17", started: now - .seconds(900),
                    lastUsed: now, isThisOne: true),
                .init(
                    id: SessionID("b"), device: "Chrome on Android", place: "2001:db8::17",
                    started: now - .seconds(80_000), lastUsed: now - .seconds(7_300), isThisOne: false),
            ])),
        Sample(
            "activity",
            ActivityPage(
                entries: [
                    .init(.signedIn, at: now - .seconds(900), from: "192.0.2.17, Firefox on Linux"),
                    .init(.signInFailed, at: now - .seconds(1_000), from: "192.0.2.17, Firefox on Linux"),
                    .init(.backupCodesMade, at: now - .seconds(86_000)),
                    .init(.authenticatorAppAdded, at: now - .seconds(86_100)),
                    .init(.accountCreated, at: now - .seconds(86_400)),
                ], older: "/older")),
        Sample("language", LanguagePage()),
        Sample(
            "step-up",
            StepUpPage(
                proof: .authenticatorCode, identifier: ann,
                alternatives: [.init(.backupCode, link: "/step-up?with=backup-code")])),
        Sample("step-up-password", StepUpPage(proof: .password, identifier: ann)),
    ]

    private static let trouble =
        [
            Sample(
                "too-many-tries",
                TooManyTriesPage(secondsLeft: 30, again: .code, otherWays: .otherWays, helpCode: "K7F-2QX")),
            Sample("refused", RefusedPage(reason: .notPossible, helpCode: "K7F-2QX")),
            Sample("refused-expired", RefusedPage(reason: .expired, helpCode: "K7F-2QX")),
            Sample("link-gone", LinkGonePage()),
            Sample(
                "dev-outbox",
                DevOutboxPage(mails: [
                    .init(
                        to: ann, subject: "Your code: 4810 2297", body: "Type this code:\n\n4810 2297\n", queued: now,
                        state: "kept")
                ])),
        ]
        + ErrorPage.Fault.allCases.map { fault in
            Sample(
                "error-\(fault.rawValue)",
                ErrorPage(
                    fault, correlationID: fault == .serverFault ? "5f2c9a" : nil,
                    retryAfterSeconds: fault == .unavailable || fault == .tooManyRequests ? 10 : nil))
        }
}

/// Parts of samples that are long to write down.
enum Samples {
    static let codes = (0..<10).map { row in
        Secret(String((0..<20).map { column in Character(String((row * 7 + column * 3 + row * column) % 10)) }))
    }

    /// A square that stands for a QR code.
    static let qr = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 29 29" shape-rendering="crispEdges">\
        <path d="M4 4h7v7h-7zM18 4h7v7h-7zM4 18h7v7h-7zM14 6h2v3h-2zM13 13h4v2h-4zM19 15h3v4h-3zM15 20h2v5h-2z"/></svg>
        """

    /// Compiled once for all tests, as a server does.
    static func pages() throws -> PageLibrary { try compiled.get() }

    private static let compiled = Result {
        try PageLibrary(resources: .besideExecutable(), staticPath: "/static") { "/to/\($0.rawValue)" }
    }
}
