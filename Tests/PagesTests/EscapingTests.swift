import Foundation
import Identity
import Testing

@testable import Pages

@Suite struct `What people type` {
    private static let probe = "\"><script>alert(1)</script>'{{formToken}}[[sign-in.title]]&amp;"

    private static let pages: [any Page] = [
        SignInPage(identifier: probe),
        PasswordPage(identifier: probe),
        SetUpPage(name: probe, identifier: probe, minimumPasswordLength: 8),
        InvitationPage(identifier: probe, name: probe, minimumPasswordLength: 8),
        RegisterPage(name: probe, identifier: probe, minimumPasswordLength: 8),
        RegisterVerifyPage(identifier: probe),
        PasswordResetPage(identifier: probe),
        PasswordResetCodePage(identifier: probe),
        NewPasswordPage(identifier: probe, minimumPasswordLength: 8),
        PasswordChangePage(identifier: probe, changed: nil, minimumPasswordLength: 8),
        PasswordSetPage(identifier: probe, minimumPasswordLength: 8),
        PasswordRemovePage(devices: [probe], missing: nil),
        IdentifiersPage(rows: [.init(id: IdentifierID(probe), address: probe, isForNotices: false, added: Sample.now)]),
        IdentifierAddPage(identifier: probe),
        IdentifierVerifyPage(identifier: probe),
        IdentifierRemovePage(id: IdentifierID(probe), address: probe),
        AuthenticatorAppsPage(rows: [
            .init(id: AuthenticatorID(probe), name: probe, added: Sample.now, lastUsed: nil)
        ]),
        AuthenticatorAppRenamePage(id: AuthenticatorID(probe), name: probe),
        AuthenticatorAppRemovePage(id: AuthenticatorID(probe), name: probe, isLast: false),
        EnrolSecondStepPage(
            secret: EnrolmentSecret(qr: Drawing(svg: "<svg/>"), base32: probe, link: probe), name: probe),
        SessionsPage(rows: [
            .init(
                id: SessionID(probe), device: probe, place: probe, started: Sample.now, lastUsed: Sample.now,
                isThisOne: false)
        ]),
        ActivityPage(entries: [.init(.signedIn, at: Sample.now, from: probe)], newer: probe, older: probe),
        OverviewPage(
            identifiers: [probe], passwordChanged: nil, authenticatorApps: [probe], backupCodesLeft: 3, sessionCount: 1),
        BackupCodesShownPage(
            purpose: .ownPages, codes: [Secret(probe)], identifier: probe, serverName: probe, made: Sample.now,
            replacesOlder: true),
        StepUpPage(proof: .password, identifier: probe, alternatives: [.init(.backupCode, link: probe)]),
        RefusedPage(reason: .expired, helpCode: probe),
        ErrorPage(.serverFault, correlationID: probe),
        DevOutboxPage(mails: [.init(to: probe, subject: probe, body: probe, queued: Sample.now, state: probe)]),
    ]

    @Test(arguments: pages.indices)
    func `SESS-24: is written out as text and never as HTML`(index: Int) throws {
        let page = Self.pages[index]
        let frame = Frame(
            language: .english, formToken: Self.probe, signedInName: Self.probe, path: Self.probe, now: Sample.now)
        let html = try Samples.pages().render(page, in: frame)
        #expect(!html.contains("<script>"))
        #expect(html.contains("&lt;script&gt;"))
        #expect(html.contains("[[sign-in.title]]"), "a text is not read as a template")
        #expect(html.contains("&amp;amp;"))
    }

    @Test func `OTP-20: keeps the name a browser gives itself from becoming markup`() throws {
        let row = SessionsPage.Row(
            id: SessionID("a"), device: "<img src=x onerror=alert(1)>", place: "192.0.2.1", started: Sample.now,
            lastUsed: Sample.now, isThisOne: false)
        let html = try Samples.pages().render(
            SessionsPage(rows: [row]),
            in: Frame(language: .japanese, formToken: "t", signedInName: "Ann", path: "/", now: Sample.now))
        #expect(html.contains("&lt;img src=x onerror=alert(1)&gt;"))
        #expect(!html.contains("<img"))
    }

    @Test func `goes into a text once, braces and all`() {
        let wording = Wording(of: .english, texts: ["k": "{a} and {b}"], links: [:], now: Sample.now)
        #expect(wording.text("k", ["a": "{b}", "b": "{a}"]) == "{b} and {a}")
    }

    @Test func `can't be written unescaped by a template`() throws {
        for source in try ResourceFolder.besideExecutable().files(in: "pages", withSuffix: ".mustache") {
            #expect(!source.text.contains("{{{") && !source.text.contains("{{&"), "\(source.name)")
        }
    }
}
