import Delivery
import Foundation
import Identity
import SignInService
import Testing
import WebPush

@testable import aikagi

@Suite struct `The configuration` {
    @Test func `takes flags over environment over file over defaults`() throws {
        let folder = try Folder()
        let file = try folder.write("a.yaml", "listen: 127.0.0.1:1001\nservice_name: File\nlanguage: ja\n")
        let sources = SettingSources(
            file: file, flags: ["listen=127.0.0.1:3003"],
            environment: ["AIKAGI_LISTEN": "127.0.0.1:2002", "AIKAGI_SERVICE_NAME": "Environment", "PATH": "/bin"])
        let settings = try Settings(sources)
        #expect(settings.listen.port == 3_003)
        #expect(settings.serviceName == "Environment")
        #expect(settings.language == .japanese)
        #expect(settings.publicOrigin.text == "http://localhost:3003")
        #expect(settings.requiresSecondStep)
    }

    @Test func `CRY-05: lets pushes go to public addresses alone until the administrator has written down another`()
        throws
    {
        let plain = try Settings(SettingSources(file: nil, flags: [], environment: [:]))
        #expect(plain.push.privateAddresses.isEmpty)
        let home = try Settings(
            SettingSources(file: nil, flags: [], environment: ["AIKAGI_PUSH__PRIVATE_ADDRESSES": "192.168.0.0/16"]))
        #expect(home.push.privateAddresses.count == 1)
    }

    @Test func `nests environment variables by two underscores and reads secrets from files`() throws {
        let folder = try Folder()
        let secret = try folder.write("smtp", "s3cret\n")
        let settings = try Settings(
            SettingSources(
                file: nil, flags: [],
                environment: [
                    "AIKAGI_MAIL__TRANSPORT": "smtp", "AIKAGI_MAIL__FROM": "id@example.org",
                    "AIKAGI_SMTP__HOST": "mail.example.org", "AIKAGI_SMTP__USER": "id",
                    "AIKAGI_SMTP__PASSWORD_FILE": secret, "AIKAGI_TRUSTED_PROXIES": "10.0.0.0/8, ::1",
                ]))
        guard case .smtp(let server, _) = settings.mail else {
            Issue.record("no mail server")
            return
        }
        #expect(server.host == "mail.example.org" && server.port == 587 && server.protection == .startTLS)
        #expect(server.login?.password.reveal() == "s3cret")
        #expect(settings.trustedProxies.count == 2)
    }

    @Test(arguments: [
        ("smpt:\n  host: x", "a.yaml:2: There is no setting 'smpt'. Did you mean 'smtp'?"),
        ("smtp:\n  hots: x", "a.yaml:2: There is no setting 'smtp.hots'. Did you mean 'smtp.host'?"),
        ("\nlissten: x", "a.yaml:2: There is no setting 'lissten'. Did you mean 'listen'?"),
        ("frobnicate: 1", "a.yaml:1: There is no setting 'frobnicate'."),
        ("smtp:\n  port: many", "a.yaml:2: 'smtp.port' must be a number from 1 to 65535."),
        ("smtp:\n  port: 99999", "a.yaml:2: 'smtp.port' must be a number from 1 to 65535."),
        ("language: fr", "a.yaml:1: 'language' must be one of en, ja."),
        ("registration:\n  allowed: perhaps", "a.yaml:2: 'registration.allowed' must be true or false."),
        ("listen: everywhere", "a.yaml:1: 'listen' must be like 127.0.0.1:8080 or [::1]:8080."),
        ("trusted_proxies: [10.0.0.0/99]", "has '10.0.0.0/99', which is no address and no network such as 10.0.0.0/8."),
        (
            "push:\n  private_addresses: [home]",
            "has 'home', which is no address and no network such as 192.168.0.0/16."
        ),
        ("push:\n  contact: you@example.org", "'push.contact' must begin with mailto: or https:// and have no spaces."),
        ("origin: https://id.example.org/path", "without a path"),
        ("origin: http://id.example.org", "http is possible for localhost only"),
        ("metrics:\n  listen: 0.0.0.0:9464", "'metrics.listen' must be a loopback address"),
        ("mail:\n  transport: smtp", "smtp.host: 'smtp.host' must be set when mail.transport is smtp."),
        ("database_url: mysql://x", "'database_url' must begin with postgresql://."),
        ("accounts:\n  group_addresses: [no address]", "has 'no address', which is no address and no pattern."),
        ("- a list", "Settings are written as 'key: value'."),
        ("a: [", "It isn't valid YAML"),
    ])
    func `ADM-19: names what is wrong, where, and what was probably meant`(text: String, message: String) throws {
        let folder = try Folder()
        let file = try folder.write("a.yaml", text)
        let problems = #expect(throws: SettingProblems.self) {
            try Settings(SettingSources(file: file, flags: [], environment: [:]))
        }
        #expect(problems?.description.contains(message) == true, "\(String(describing: problems))")
    }

    @Test func `says everything that is wrong at once`() throws {
        let sources = SettingSources(
            file: nil, flags: ["listen=x", "nonsense"],
            environment: ["AIKAGI_LANGAUGE": "en", "AIKAGI_SMTP__PASSWORD_FILE": "/does/not/exist"])
        let problems = #expect(throws: SettingProblems.self) { try Settings(sources) }
        #expect(
            problems?.all.map(\.place) == [
                "--set nonsense", "AIKAGI_LANGAUGE", "AIKAGI_SMTP__PASSWORD_FILE", "--set listen",
            ])
    }

    @Test func `refuses mail without encryption to another machine`() throws {
        let flags = ["mail.transport=smtp", "mail.from=id@example.org", "smtp.protection=none"]
        for (host, isFine) in [("localhost", true), ("127.0.0.1", true), ("mail.example.org", false)] {
            let sources = SettingSources(file: nil, flags: flags + ["smtp.host=\(host)"], environment: [:])
            if isFine {
                #expect(throws: Never.self) { try Settings(sources) }
            } else {
                #expect(throws: SettingProblems.self) { try Settings(sources) }
            }
        }
    }

    @Test(
        arguments: [
            (["push.contact=mailto:you@example.org", "origin=https://id.example.org"], "mailto:you@example.org"),
            (["origin=https://id.example.org"], "https://id.example.org"),
            (
                [
                    "origin=https://id.example.org", "mail.transport=smtp", "mail.from=id@example.org",
                    "smtp.host=mail.example.org",
                ], "mailto:id@example.org"
            ),
            (["origin=http://localhost:8080"], nil),
        ] as [([String], String?)])
    func `says where push services find us, as far as it knows`(flags: [String], contact: String?) throws {
        #expect(try Settings(SettingSources(file: nil, flags: flags, environment: [:])).push.contact?.text == contact)
    }

    @Test func `knows no numbers unless text messages have a road`() throws {
        let plain = try Settings(SettingSources(file: nil, flags: [], environment: [:]))
        #expect(plain.texts.settings == nil && !plain.texts.beginSignIn)
        let kept = try Settings(SettingSources(file: nil, flags: ["sms.transport=outbox"], environment: [:]))
        #expect(kept.texts.settings != nil && kept.texts.beginSignIn)
        let strict = try Settings(
            SettingSources(
                file: nil, flags: ["sms.transport=outbox", "sms.in_place_of_password=false"], environment: [:]))
        #expect(strict.texts.settings != nil && !strict.texts.beginSignIn)
    }

    @Test(arguments: [
        (["sms.transport=twilio"], "'sms.account' must be set when sms.transport is twilio."),
        (
            ["sms.transport=twilio", "sms.account=AC1", "sms.secret=t"],
            "'sms.from' must be set when sms.transport is twilio."
        ),
        (
            ["sms.transport=webhook", "sms.secret=whsec_c2hvcnQ="],
            "'sms.url' must be set when sms.transport is webhook."
        ),
        (
            ["sms.transport=webhook", "sms.url=http://texts.example.org/", "sms.secret=whsec_c2hvcnQ="],
            "'sms.url' must be an https address; http is possible for this machine only."
        ),
        (
            ["sms.transport=webhook", "sms.url=https://texts.example.org/", "sms.secret=whsec_c2hvcnQ="],
            "'sms.secret' must be whsec_ and base64 of 24 to 64 bytes when sms.transport is webhook."
        ),
        (["sms.transport=outbox", "sms.region=XX"], "'sms.region' must be two letters of a country, such as JP."),
    ])
    func `says what a gateway for text messages lacks`(flags: [String], message: String) {
        let error = #expect(throws: SettingProblems.self) {
            _ = try Settings(SettingSources(file: nil, flags: flags, environment: [:]))
        }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test func `has a template that is valid, changes nothing and names every setting`() throws {
        let folder = try Folder()
        let text = SettingTemplate.text
        let file = try folder.write("a.yaml", text)
        let sources = SettingSources(file: file, flags: [], environment: [:])
        #expect(throws: Never.self) { try Settings(sources) }
        #expect(sources.redacted.allSatisfy { $0.place == "default" || $0.place == "not set" })

        let uncommented = text.components(separatedBy: "\n").map { line in
            // `  #port: 587`, and not `  # The port.`
            line.range(of: "^ *#[a-z_]+:", options: .regularExpression) == nil
                ? line : line.replacingOccurrences(of: "#", with: "")
        }
        let all = SettingLayer.file(try folder.write("b.yaml", uncommented.joined(separator: "\n")))
        #expect(all.problems.isEmpty, "\(all.problems)")
        #expect(Set(all.values.keys) == Set(Setting.all.filter { $0.standard != nil || $0.kind == .list }.map(\.key)))
    }

    @Test func `ADM-11: shows no secret, wherever it was said`() throws {
        let canary = "postgresql://id:canary@db.example.org/id"
        let sources = SettingSources(
            file: nil, flags: ["smtp.password=canary"], environment: ["AIKAGI_DATABASE_URL": canary])
        let shown = sources.redacted.map { "\($0.key) \($0.value) \($0.place)" }.joined()
        #expect(!shown.contains("canary"))
        #expect(
            !"\(try Settings(SettingSources(file: nil, flags: [], environment: ["AIKAGI_DATABASE_URL": canary])))"
                .contains("canary"))
    }

    @Test(arguments: [
        ("127.0.0.1:8080", true), ("[::1]:0", true), ("localhost:80", true), ("0.0.0.0:443", false),
        ("[::]:443", false), ("127.0.0.1.evil.test:80", nil), ("::1:80", nil), ("10.0.0.0/8:80", nil),
        ("127.0.0.1", nil), ("127.0.0.1:65536", nil), (":80", nil),
    ])
    func `knows which addresses only this machine reaches`(text: String, isLoopback: Bool?) {
        #expect(ListenAddress(text)?.isLoopback == isLoopback)
    }
}

/// A temporary folder, gone with the test.
private final class Folder {
    private let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "aikagi-configuration-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func write(_ name: String, _ text: String) throws -> String {
        let file = url.appending(path: name)
        try text.write(to: file, atomically: true, encoding: .utf8)
        return file.path
    }
}
