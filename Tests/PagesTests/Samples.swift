import Identity
import Testing

@testable import Pages

/// One page with something in every place, for tests that walk all of them and for looking at them.
struct Sample: Sendable, CustomTestStringConvertible {
    let name: String
    let page: any Page
    var isSignedIn: Bool { page.section != nil || name.hasPrefix("step-up") }
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

    static let all = [signingIn, approving, devices, joining, recovering, keys, own, trouble].flatMap(\.self)

    private static let ann = "ann@example.org"
    private static let phraseKeys = PassphraseKeys(
        salt: "AAECAwQFBgcICQoLDA0ODw", rounds: 600_000, wrappedKey: "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
    private static let secret = EnrolmentSecret(
        qr: Drawing(svg: Samples.qr), base32: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
        link: "otpauth://totp/Aikagi:ann%40example.org?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Aikagi")

    private static func edit(_ purpose: PassphraseEditPage.Purpose, _ problems: [Problem] = []) -> PassphraseEditPage {
        PassphraseEditPage(
            purpose: purpose, account: "account", keyNumber: 1, known: [ann, "Aikagi"], problems: problems)
    }

    private static let signingIn = [
        Sample("sign-in", SignInPage(offersRegistration: true)),
        Sample("sign-in-numbers", SignInPage(takesNumbers: true)),
        Sample("sign-in-wrong", SignInPage(identifier: "ann@", problems: [.identifierUnreadable])),
        Sample("password", PasswordPage(identifier: ann, offersOtherWays: true)),
        Sample("password-wrong", PasswordPage(identifier: ann, problems: [.wrongPassword])),
        Sample("sign-in-passkeys", SignInPage(offersPasskeys: true)),
        Sample("key", KeyPage(use: .secondStep(.ofSignIn), prompt: prompt)),
        Sample("key-first", KeyPage(use: .firstStep, prompt: prompt, problems: [.keyNotVerified])),
        Sample("code", CodePage()),
        Sample("code-wrong", CodePage(problems: [.wrongCode])),
        Sample("code-clock", CodePage(problems: [.clockWrong(minutesSlow: 4)])),
        Sample("backup-code", BackupCodePage()),
        Sample("passphrase-step", PassphraseStepPage(keys: phraseKeys)),
        Sample("passphrase-step-wrong", PassphraseStepPage(keys: phraseKeys, problems: [.wrongPassphrase])),
        Sample(
            "other-ways",
            OtherWaysPage(ways: [
                .init(.mailCode(key: "emailCode.one")),
                .init(.authenticatorApp), .init(.key), .init(.backupCode), .init(.password, obstacle: .tooManyTries),
            ])),
        Sample("sign-out", SignOutPage()),
        Sample("signed-out", SignedOutPage()),
    ]

    private static let pixel = OtherWaysPage.Way.Device(
        name: "Pixel 8", lastSeen: now - .seconds(3 * 86_400), isDoubtful: true, key: "approval.a")

    private static let tablet = OtherWaysPage.Way.Device(
        name: "Tablet", lastSeen: now - .seconds(7_200), isDoubtful: false, key: "approval.b")

    private static func asked(_ progress: ApprovalProgress, isOverdue: Bool = false) -> AskedApproval {
        AskedApproval(
            device: "Pixel 8", lastSeen: isOverdue ? now - .seconds(3 * 86_400) : now - .seconds(240),
            number: Secret("481902"), progress: progress, secondsLeft: 118, isOverdue: isOverdue)
    }

    private static let others: [OtherWaysPage.Way] = [.init(.approval(tablet)), .init(.appCode), .init(.backupCode)]

    private static let approving =
        [
            Sample("approval", ApprovalPage(asked: asked(.sent), ways: others)),
            Sample("approval-shown", ApprovalPage(asked: asked(.shown), ways: others)),
            Sample("approval-approved", ApprovalPage(asked: asked(.approved), ways: others)),
            Sample("approval-overdue", ApprovalPage(asked: asked(.sent, isOverdue: true), ways: others)),
            Sample(
                "approval-of-change",
                ApprovalPage(
                    asked: asked(.arrived),
                    road: .stepUp(
                        returnTo: "/account/devices/add", others: [.init(.backupCode, link: "/step-up?way=backupCode")]),
                    ways: [])),
            Sample(
                "scan",
                ScanPage(
                    .code(qr: Drawing(svg: Samples.qr), link: "/app#scan=x", secondsLeft: 90))),
            Sample("scan-claimed", ScanPage(.claimed(asked(.shown)))),
            Sample("app-code", CodePage(source: .ownApp)),
            Sample("password-scanned", PasswordPage(identifier: ann, isScanned: true)),
            Sample(
                "other-ways-devices",
                OtherWaysPage(ways: [
                    .init(.approval(tablet)), .init(.appCode), .init(.backupCode), .init(.approval(pixel)),
                ])),
            Sample(
                "step-up-approval",
                StepUpPage(
                    proof: .approval(device: "Pixel 8"), identifier: ann,
                    alternatives: [.init(.appCode, link: "/step-up?way=app-code")])),
            Sample("step-up-app-code", StepUpPage(proof: .appCode, identifier: ann)),
            Sample("step-up-text-code", StepUpPage(proof: .textCode(number: "+8•••••78"), identifier: ann)),
            Sample(
                "other-ways-by-number",
                OtherWaysPage(ways: [
                    .init(.textCode(number: "+8•••••78", key: "smsCode.n")),
                    .init(.textCode(number: nil, key: "smsCode.m")), .init(.backupCode),
                ])),
        ]
        + ApprovalEndedPage.Ending.allCases.map { ending in
            Sample(
                "approval-ended-\(ending)",
                ApprovalEndedPage(
                    ending, device: "Pixel 8", ways: ending == .notMe ? [] : others,
                    mayAskAgain: [.refused, .wrongNumbers, .expired, .superseded].contains(ending),
                    helpCode: ending == .notMe ? "K7F-2QX" : nil))
        }

    private static let device = AuthenticatorID("a")

    private static let devices =
        [
            Sample("devices-none", DevicesPage(rows: [])),
            Sample(
                "devices",
                DevicesPage(rows: [
                    .init(
                        id: device, name: "Pixel 8", platform: .phone, model: "Android", isPrimary: true, life: .live,
                        added: now - .seconds(86_400 * 90), lastSeen: now - .seconds(240), lastAddress: "192.0.2.7",
                        lastApproval: now - .seconds(86_400)),
                    .init(
                        id: AuthenticatorID("b"), name: "Tablet", platform: .phone, isPrimary: false, life: .quiet,
                        added: now - .seconds(86_400 * 40), lastSeen: now - .seconds(86_400 * 9), lastApproval: nil),
                    .init(
                        id: AuthenticatorID("c"), name: "Firefox on Linux", platform: .computer, isPrimary: false,
                        life: .live, added: now - .seconds(86_400), lastSeen: now - .seconds(7_200), lastApproval: nil,
                        promotionDue: now + .seconds(80_000)),
                    .init(
                        id: AuthenticatorID("d"), name: "Old phone", platform: .phone, isPrimary: false,
                        life: .doubtful, added: now - .seconds(86_400 * 400), lastSeen: now - .seconds(86_400 * 34),
                        lastApproval: now - .seconds(86_400 * 50)),
                    .init(
                        id: AuthenticatorID("e"), name: "Pixel 9", platform: .phone, isPrimary: false, life: .pending,
                        added: now, lastSeen: nil, lastApproval: nil),
                ])),
            Sample(
                "devices-one",
                DevicesPage(rows: [
                    .init(
                        id: device, name: "Pixel 8", platform: .phone, isPrimary: true, life: .live, added: now,
                        lastSeen: now, lastApproval: nil)
                ])),
            Sample("devices-restricted", DevicesPage(rows: [], isRestricted: true)),
            Sample("devices-unrestrictable", DevicesPage(rows: [], problems: [.restrictionNeedsRecovery])),
            Sample("restriction-lift", RestrictionLiftPage()),
            Sample("device-codes-first", DeviceCodesFirstPage()),
            Sample("device-rename", DeviceRenamePage(id: device, name: "Pixel 8")),
            Sample("device-rename-wrong", DeviceRenamePage(id: device, name: "", problems: [.nameMissing])),
            Sample(
                "device-promote",
                DevicePromotePage(id: device, name: "Tablet", present: "Pixel 8", presentAnswers: true)),
            Sample(
                "device-promote-at-once",
                DevicePromotePage(id: device, name: "Tablet", present: "Pixel 8", presentAnswers: false)),
            Sample(
                "device-lost",
                DeviceLostPage(
                    id: device, name: "Pixel 8", costs: [.handsOver(to: "Tablet"), .leavesAlone(.device)])),
            Sample(
                "device-replace",
                DeviceReplacePage(
                    name: "Pixel 8, new",
                    others: [.init(id: device, name: "Pixel 8", platform: .phone, lastSeen: now - .seconds(259_200))])),
            Sample(
                "device-replace-several",
                DeviceReplacePage(
                    name: "Pixel 9",
                    others: [
                        .init(id: device, name: "Pixel 8", platform: .phone, lastSeen: now - .seconds(259_200)),
                        .init(id: AuthenticatorID("b"), name: "Laptop", platform: .computer, lastSeen: nil),
                    ], problems: [.wouldLockOut])),
            Sample("device-remove", DeviceRemovePage(id: device, name: "Pixel 8", costs: [.turnsSecondStepOff])),
            Sample(
                "device-remove-refused",
                DeviceRemovePage(id: device, name: "Pixel 8", costs: [], problems: [.wouldLockOut])),
        ]
        + DeviceAddPage.Stage.allCases.map { stage in
            Sample(
                "device-add-\(stage)",
                DeviceAddPage(
                    stage, link: (Drawing(svg: Samples.qr), "/app#enrol=x"), secondsLeft: 540,
                    device: stage == .waiting ? nil : "Pixel 9", isOverdue: stage == .linked))
        } + [
            Sample(
                "device-test",
                DeviceTestPage(id: device, name: "Pixel 8", lastSeen: now - .seconds(240), stage: .under(.arrived))),
            Sample(
                "device-test-overdue",
                DeviceTestPage(
                    id: device, name: "Pixel 8", lastSeen: now - .seconds(86_400 * 3), stage: .under(.sent),
                    isOverdue: true)),
            Sample(
                "device-test-answered",
                DeviceTestPage(id: device, name: "Pixel 8", lastSeen: now, stage: .under(.approved))),
            Sample(
                "device-test-unanswered",
                DeviceTestPage(id: device, name: "Pixel 8", lastSeen: nil, stage: .unanswered)),
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
        Sample("key-of-reset", KeyPage(use: .secondStep(.ofPasswordReset), prompt: prompt)),
        Sample("sent-code", SentCodePage(to: .mailbox(ann))),
        Sample("sent-code-text", SentCodePage(to: .typedNumber("+81 90-1234-5678"))),
        Sample("sent-code-own-number", SentCodePage(to: .ownNumber("+8•••••78"), problems: [.wrongCode])),
        Sample("code-of-reset", CodePage(step: .ofPasswordReset)),
        Sample("new-password", NewPasswordPage(identifier: ann, minimumPasswordLength: 8)),
        Sample("password-reset-done", PasswordResetDonePage()),
        Sample("network-lift", NetworkLiftPage()),
        Sample("network-lift-confirm", NetworkLiftConfirmPage()),
        Sample("network-lift-done", NetworkLiftDonePage()),
    ]

    private static let networkRows: [NetworksPage.Row] = [
        .init(id: NetworkID("a"), name: "Home", addresses: "192.0.2.0/28", isHere: true),
        .init(id: NetworkID("b"), name: "Office", addresses: "2001:db8:17::/48", isHere: false),
    ]

    private static let prompt = KeyPrompt(ceremony: "abc", options: #"{"challenge":"abc"}"#)

    private static let blueKey = AuthenticatorID("abcdefghijklmnopqrstuvwxyz")

    private static let keys = [
        Sample("keys-none", KeysPage(rows: [])),
        Sample(
            "keys",
            KeysPage(
                rows: [
                    .init(
                        id: blueKey, name: "Blue key", signsInAlone: true, isSynced: true, added: now,
                        lastUsed: nil),
                    .init(
                        id: blueKey, name: "Spare", signsInAlone: false, isSynced: false, isAllowed: false,
                        added: now - .seconds(86_400), lastUsed: now),
                ],
                signal: .init(
                    relyingParty: "id.example.org", handle: "abc", credentials: ["a", "b"], name: ann,
                    displayName: "Ann"))),
        Sample("key-add", KeyAddPage(ceremony: "abc", passkey: "{}", securityKey: "{}")),
        Sample(
            "key-add-known", KeyAddPage(ceremony: "abc", passkey: "{}", securityKey: "{}", problems: [.keyKnown])),
        Sample("key-rename", KeyRenamePage(id: blueKey, name: "Blue key")),
        Sample("key-remove", KeyRemovePage(id: blueKey, name: "Blue key", isLast: false, costsResilience: true)),
        Sample("key-remove-last", KeyRemovePage(id: blueKey, name: "Blue key", isLast: true)),
        Sample("step-up-key", StepUpPage(proof: .key(prompt), identifier: ann)),
        Sample(
            "overview-keys",
            OverviewPage(
                identifiers: [ann], passwordChanged: now, authenticatorApps: [],
                keys: [.init(name: "Blue key", signsInAlone: true, isOnPhone: false)], backupCodesLeft: nil,
                sessionCount: 1)),
    ]

    private static let demo = DemoLinks(
        signIn: "/in", demandTwo: "/in?a", demandKey: "/in?b", demandAgain: "/in?c", signOut: "/out", account: "/")

    private static let own = [
        Sample(
            "overview",
            OverviewPage(
                identifiers: [ann], passwordChanged: now - .seconds(86_400 * 40), authenticatorApps: ["Pixel 8"],
                devices: [.init(name: "Pixel 8", counts: true), .init(name: "Tablet", counts: true)],
                backupCodesLeft: 10, sessionCount: 2, lastActivity: now - .seconds(300))),
        Sample(
            "overview-unsafe",
            OverviewPage(
                identifiers: [ann], passwordChanged: now, authenticatorApps: ["Pixel 8"], backupCodesLeft: nil,
                sessionCount: 1, lastActivity: now)),
        Sample(
            "overview-password-doubted",
            OverviewPage(
                identifiers: [ann], passwordChanged: now - .seconds(86_400 * 40), passwordDoubted: now - .seconds(600),
                authenticatorApps: ["Pixel 8"], backupCodesLeft: 9, sessionCount: 1, lastActivity: now)),
        Sample(
            "identifiers",
            IdentifiersPage(rows: [
                .init(id: IdentifierID("a"), address: ann, isForNotices: true, added: now - .seconds(86_400 * 3)),
                .init(
                    id: IdentifierID("b"), address: "ann.example.with.a.long.name@mail.example.com",
                    isForNotices: false, added: now - .seconds(3_600)),
            ])),
        Sample(
            "identifiers-with-number",
            IdentifiersPage(
                rows: [
                    .init(id: IdentifierID("a"), address: ann, isForNotices: true, added: now - .seconds(86_400 * 3)),
                    .init(
                        id: IdentifierID("n"), address: "+81 90-1234-5678", isForNotices: false, isNumber: true,
                        added: now - .seconds(3_600)),
                ], takesNumbers: true)),
        Sample("identifier-add-number", IdentifierAddPage(takesNumbers: true)),
        Sample(
            "identifier-add-number-wrong",
            IdentifierAddPage(identifier: "090-1234", takesNumbers: true, problems: [.numberUnreadable])),
        Sample("identifier-verify-number", IdentifierVerifyPage(identifier: "+81 90-1234-5678", isNumber: true)),
        Sample(
            "identifier-remove-number",
            IdentifierRemovePage(id: IdentifierID("n"), address: "+81 90-1234-5678", isNumber: true)),
        Sample("identifier-add", IdentifierAddPage()),
        Sample("identifier-verify", IdentifierVerifyPage(identifier: "ann@mail.example.com")),
        Sample("identifier-remove", IdentifierRemovePage(id: IdentifierID("b"), address: "ann@mail.example.com")),
        Sample(
            "password-change",
            PasswordChangePage(identifier: ann, changed: now - .seconds(86_400 * 40), minimumPasswordLength: 8)),
        Sample("password-set", PasswordSetPage(identifier: ann, minimumPasswordLength: 8)),
        Sample("password-remove", PasswordRemovePage(devices: ["Pixel 8", "Tablet"], missing: nil)),
        Sample("password-remove-app", PasswordRemovePage(devices: [], missing: .lockedApp)),
        Sample("password-remove-codes", PasswordRemovePage(devices: ["Pixel 8"], missing: .backupCodes)),
        Sample("password-remove-device", PasswordRemovePage(devices: ["Pixel 8"], missing: .anotherDevice)),
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
        Sample("passphrase-none", PassphrasePage(changed: nil, mayBeSet: true)),
        Sample("passphrase-app-first", PassphrasePage(changed: nil, mayBeSet: false)),
        Sample("passphrase", PassphrasePage(changed: now - .seconds(86_400 * 3), mayBeSet: true)),
        Sample("passphrase-set", edit(.set)), Sample("passphrase-reset", edit(.reset(losesCodes: true))),
        Sample("passphrase-reset-empty", edit(.reset(losesCodes: false))),
        Sample("passphrase-change", edit(.change(phraseKeys))),
        Sample("passphrase-change-wrong", edit(.change(phraseKeys), [.wrongPassphrase])),
        Sample("passphrase-changed-elsewhere", edit(.change(phraseKeys), [.passphraseChangedElsewhere])),
        Sample("passphrase-check", edit(.check(phraseKeys))),
        Sample("passphrase-remove", PassphraseRemovePage(verdict: .allowed, holdsCodes: true)),
        Sample("passphrase-remove-less", PassphraseRemovePage(verdict: .leavesLess, holdsCodes: false)),
        Sample("passphrase-remove-refused", PassphraseRemovePage(verdict: .refused, holdsCodes: true)),
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
            SessionsPage(
                rows: [
                    .init(
                        id: SessionID("a"), device: "Firefox on Linux", place: "192.0.2.17",
                        started: now - .seconds(900),
                        lastUsed: now, isThisOne: true),
                    .init(
                        id: SessionID("b"), device: "Chrome on Android", place: "2001:db8::17",
                        started: now - .seconds(80_000), lastUsed: now - .seconds(7_300), isThisOne: false),
                ],
                trusted: [
                    .init(
                        id: TrustedBrowserID("c"), device: "Firefox on Linux", place: "192.0.2.17",
                        since: now - .seconds(900), until: now + .seconds(30 * 86_400), lastUsed: nil, isThisOne: true),
                    .init(
                        id: TrustedBrowserID("d"), device: "Chrome on Android", place: "2001:db8::17",
                        since: now - .seconds(80_000), until: now + .seconds(29 * 86_400),
                        lastUsed: now - .seconds(7_300),
                        isThisOne: false),
                ])),
        Sample("networks-none", NetworksPage(rows: [], limitedSince: nil, address: "192.0.2.17")),
        Sample("networks", NetworksPage(rows: networkRows, limitedSince: nil, address: "192.0.2.17")),
        Sample(
            "networks-limited",
            NetworksPage(rows: networkRows, limitedSince: now - .seconds(7_300), address: "192.0.2.17")),
        Sample("network-add", NetworkEditPage(id: nil, here: "192.0.2.17")),
        Sample(
            "network-edit",
            NetworkEditPage(id: NetworkID("a"), name: "Home", addresses: "192.0.2.0/28", here: "192.0.2.17")),
        Sample(
            "consent",
            ConsentPage(
                request: "abcdefghijklmnopqrstuvwxyz", application: "Wiki <&>", place: "https://wiki.example.org",
                wishes: ConsentPage.Wish.allCases)),
        Sample(
            "leading-on",
            LeadingOnPage(application: "Wiki", address: "https://wiki.example.org/callback?code=a&state=%22b")),
        Sample(
            "form-post",
            FormPostPage(
                application: "Wiki", address: "https://wiki.example.org/callback",
                parameters: [(name: "code", value: "a"), (name: "state", value: "\"b")])),
        Sample(
            "end-session",
            EndSessionPage(
                name: "Wiki", application: "abc", returnURI: "https://wiki.example.org/", state: "\"s")),
        Sample("end-session-nobody", EndSessionPage(name: nil, application: "", returnURI: "", state: "")),
        Sample("device-entry", DeviceEntryPage()),
        Sample("device-entry-wrong", DeviceEntryPage(code: "BCDF", problems: [.deviceCodeUnknown])),
        Sample(
            "device-question",
            DeviceQuestionPage(
                code: "BCDFGHJK", shown: "BCDF-GHJK", application: "Television <&>", place: "192.0.2.7",
                askedAt: now - .seconds(40), wishes: [.identity, .profile])),
        Sample("device-done", DeviceDonePage("Television", isAllowed: true)),
        Sample("device-done-denied", DeviceDonePage("Television", isAllowed: false)),
        Sample("connections-empty", ConnectionsPage(rows: [])),
        Sample(
            "connections",
            ConnectionsPage(rows: [
                .init(
                    id: ApplicationID("a"), name: "Wiki <&>", wishes: [.identity, .email, .offline],
                    agreed: now - .seconds(90_000), used: now - .seconds(300)),
                .init(id: ApplicationID("b"), name: "Payroll", wishes: [.identity], agreed: nil, used: nil),
            ])),
        Sample("demo-start", DemoStartPage(provider: "http://localhost:8080", links: demo)),
        Sample(
            "demo-start-signed-out", DemoStartPage(provider: "http://localhost:8080", links: demo, isSignedOut: true)),
        Sample(
            "demo-start-trouble",
            DemoStartPage(provider: "http://localhost:8080", links: demo, trouble: "access_denied")),
        Sample(
            "demo-signed-in",
            DemoSignedInPage(
                name: "Ann <&>", email: ann, subject: "abcdefghijklmnopqrstuvwxyz", context: "mfa",
                methods: ["pwd", "otp", "mfa"], authenticatedAt: now - .seconds(60),
                claims: [(name: "iss", value: "http://localhost:8080"), (name: "nonce", value: "n")], links: demo)),
        Sample("request-refused-application", RequestRefusedPage(.unknownApplication)),
        Sample("request-refused-address", RequestRefusedPage(.unknownAddress)),
        Sample("request-refused-unreadable", RequestRefusedPage(.unreadable)),
        Sample("request-refused-over", RequestRefusedPage(.over)),
        Sample("request-refused-sign-out", RequestRefusedPage(.signOut)),
        Sample("browser-trust", BrowserTrustPage(days: 30, returnTo: "/")),
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
            Sample(
                "too-many-mails",
                TooManyTriesPage(secondsLeft: 600, cause: .mailsOfNetwork, again: .passwordReset)),
            Sample(
                "too-many-mails-of-all", TooManyTriesPage(secondsLeft: 60, cause: .mailsOfAll, again: .register)),
            Sample("refused", RefusedPage(reason: .notPossible, helpCode: "K7F-2QX")),
            Sample("refused-expired", RefusedPage(reason: .expired, helpCode: "K7F-2QX")),
            Sample("refused-network", RefusedPage(reason: .outsideNetworks, helpCode: "K7F-2QX")),
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
        try PageLibrary(resources: .besideExecutable(), staticPath: "/static", appPath: "/app") { "/to/\($0.rawValue)" }
    }
}
