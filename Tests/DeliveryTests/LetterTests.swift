internal import Delivery
internal import Foundation
internal import Identity
internal import Testing

@Suite struct `A letter` {
    let letterhead = Letterhead(
        serviceName: "Aikagi", origin: "https://id.example.org",
        paths: .init(
            signIn: "/sign-in", passwordReset: "/password-reset", passwordChange: "/account/password",
            sessions: "/account/sessions", backupCodes: "/account/backup-codes", link: "/link/"))
    let hostile = Notice.Occasion(
        at: Moment(secondsSinceEpoch: 1_795_354_447),
        source: ClientSource(
            address: "192.0.2.1\r\nBcc: b@y.test\u{202E}",
            browser: BrowserDescription(name: "<img src=https://evil.test/x> & \"co'\"", platform: "https://evil.test"))
    )

    /// One of each kind, with hostile text wherever others choose it.
    var notices: [Notice] {
        let name = "<script>alert(1)</script>\u{1B}[31m https://evil.test"
        let moment = hostile.at
        return [
            .addressCode(Secret("12345678"), life: .seconds(600)),
            .passwordResetCode(Secret("12345678"), life: .seconds(600), hostile),
            .invitation(token: Secret("abc"), from: name, life: .seconds(604_800)),
            .invitation(token: Secret("//evil.test/link"), from: nil, life: .seconds(86_400)),
            .addressInUse(hostile), .newBrowser(hostile), .browserTrusted(hostile), .passwordChanged(hostile),
            .passwordReset(hostile),
            .passwordSet(hostile), .passwordRemoved(hostile),
            .authenticatorAppAdded(name: name, hostile), .authenticatorAppRemoved(name: name, hostile),
            .keyAdded(name: name, hostile), .keyRemoved(name: name, hostile), .keyCopied(name: name, hostile),
            .installationAdded(name: name, hostile), .installationLockChanged(name: name, hostile),
            .installationPromoted(name: name, from: nil, hostile),
            .installationPromoted(name: name, from: moment, hostile),
            .signInRestricted(hostile), .signInRestrictionLifted(hostile),
            .networks(.limited, hostile), .networks(.changed, hostile), .networks(.lifted, hostile),
            .networkLiftCode(Secret("12345678"), life: .seconds(600), hostile),
            .backupCodesMade(hostile), .passphrase(.set, hostile), .passphrase(.changed, hostile),
            .passphrase(.reset, hostile), .passphrase(.removed, hostile), .passphrase(.used, hostile),
            .backupCodeUsed(left: 0, hostile), .backupCodeUsed(left: 1, hostile),
            .backupCodeUsed(left: 3, hostile), .backupCodeUsed(left: 9, hostile),
            .identifierAdded(shown: name, hostile), .identifierRemoved(shown: name, hostile),
            .noticeAddressChanged(shown: name, hostile), .suspiciousTries(.manyFailures, hostile),
            .suspiciousTries(.firstStepRightSecondWrong, hostile), .authenticatorBlocked(.password, hostile),
            .authenticatorBlocked(.authenticatorApp(name: name), hostile), .authenticatorBlocked(.backupCodes, hostile),
            .approvalRepudiated(device: name, passwordIsKnown: true, hostile),
            .approvalRepudiated(device: name, passwordIsKnown: false, hostile),
            .memberRepudiated(name: name, identifier: name, isLastForNow: true, hostile),
            .accountDisabled(at: moment), .accountEnabled(at: moment), .trial(at: moment),
        ] + Notice.DeviceEnding.allCases.map { .installationEnded(name: name, $0, hostile) }
    }

    @Test(arguments: Language.allCases)
    func `OTP-20: escapes what others chose and links only to the configured origin`(language: Language) throws {
        for notice in notices {
            let letter = Letter(notice, in: language, on: letterhead)
            #expect(!letter.html.contains("<script") && !letter.html.contains("<img"), "\(notice.kind)")
            let links = letter.html.matches(of: /<[^>]*(?:href|src|action|background)\s*=\s*["']?([^"'\s>]*)/).map(\.1)
            #expect(!links.isEmpty)
            #expect(links.allSatisfy { $0.hasPrefix("https://id.example.org/") }, "\(notice.kind): \(links)")
            #expect(!letter.html.contains("url(") && !letter.html.contains("@import"))
            let addresses = letter.text.matches(of: /[a-z]+:\/\/[^\s]*/).map { String($0.0) }
            #expect(addresses.allSatisfy { $0.hasPrefix("https://id.example.org") }, "\(notice.kind): \(addresses)")
        }
    }

    @Test(arguments: Language.allCases)
    func `keeps every line of its own making`(language: Language) {
        for notice in notices {
            let letter = Letter(notice, in: language, on: letterhead)
            for text in [letter.subject, letter.text, letter.html] {
                #expect(!text.contains("\r") && !text.contains("\u{1B}") && !text.contains("\u{202E}"))
            }
            #expect(!letter.subject.contains("\n") && !letter.subject.isEmpty)
        }
    }

    @Test(arguments: Language.allCases)
    func `REC-09: says of every change what to do if it wasn't me`(language: Language) {
        let headings =
            switch language {
            case .english: ["If it wasn't you", "If you didn't"]
            case .japanese: ["心当たりがない場合"]
            }
        for notice in notices where notice.kind != "trial" {
            let text = Letter(notice, in: language, on: letterhead).text
            #expect(headings.contains { text.contains($0) }, "\(notice.kind)")
        }
    }

    @Test(arguments: Language.allCases)
    func `PUSH-06: it wasnt me is answered with the wish for another password, where somebody knows it`(
        language: Language
    ) {
        let change = "https://id.example.org/account/password"
        for (isKnown, kind) in [(true, "approval-repudiated"), (false, "approval-repudiated")] {
            let notice = Notice.approvalRepudiated(device: "Pixel 8", passwordIsKnown: isKnown, hostile)
            let letter = Letter(notice, in: language, on: letterhead)
            #expect(notice.kind == kind && letter.text.contains("Pixel 8"))
            #expect(letter.text.contains(change) == isKnown && letter.html.contains(change) == isKnown)
        }
        let alarm = Letter(
            .memberRepudiated(name: "Ada", identifier: "ada@example.org", isLastForNow: false, hostile), in: language,
            on: letterhead)
        #expect(alarm.subject.contains("Ada"))
        #expect(alarm.text.contains("ada@example.org") && alarm.text.contains("aikagi user disable"))
        #expect(!alarm.text.contains("aikagi audit"))
        let last = Letter(
            .memberRepudiated(name: "Ada", identifier: "ada@example.org", isLastForNow: true, hostile), in: language,
            on: letterhead)
        #expect(last.text.contains("aikagi audit export"))
    }

    @Test func `names time, browser and network address of a change`() {
        let browser = BrowserDescription(name: "Firefox", platform: "Windows")
        let occasion = Notice.Occasion(
            at: hostile.at, source: ClientSource(address: "192.0.2.1", browser: browser))
        let english = Letter(.passwordChanged(occasion), in: .english, on: letterhead)
        #expect(english.subject == "Your password was changed")
        let facts = "When: 22 November 2026, 13:34 UTC\nBrowser: Firefox on Windows\nNetwork address: 192.0.2.1"
        #expect(english.text.contains(facts))
        #expect(english.text.contains("Reset your password:\nhttps://id.example.org/password-reset"))
        let japanese = Letter(.passwordChanged(occasion), in: .japanese, on: letterhead)
        #expect(japanese.subject == "パスワードが変更されました")
        #expect(japanese.text.contains("日時: 2026年11月22日 13:34(協定世界時)\nブラウザ: Firefox(Windows)\nIPアドレス: 192.0.2.1"))
    }

    @Test(arguments: Language.allCases)
    func `shows a code in its bodies and never in its subject`(language: Language) {
        let letter = Letter(.addressCode(Secret("01234567"), life: .seconds(600)), in: language, on: letterhead)
        #expect(letter.text.contains("01234567") && letter.html.contains("01234567"))
        #expect(!letter.subject.contains("01234567"))
        #expect(letter.text.contains("10"))
    }

    @Test func `REC-06: an invitation leads to the configured origin, whatever token it is given`() {
        for token in ["abc", "/evil.test", "@evil.test", "../evil", "\\evil.test", "a b", "<evil>"] {
            let letter = Letter(
                .invitation(token: Secret(token), from: nil, life: .seconds(86_400)), in: .english, on: letterhead)
            #expect(!letter.text.contains("evil"))
            #expect(letter.text.contains("https://id.example.org/" + (token == "abc" ? "link/abc" : "\n")))
        }
    }

    @Test func `OTP-05: a notice doesn't print its code`() {
        let notice = Notice.passwordResetCode(Secret("98765432"), life: .seconds(600), hostile)
        #expect(!"\(notice)".contains("98765432"))
        #expect(!String(reflecting: notice).contains("98765432"))
    }
}
