import Delivery
import HTTPTypes
import Identity
import Pages
import ServiceFixtures
import SignInPolicy
import SignInService
import Testing
import Web

@Suite struct `The page for too many mails` {
    @Test(arguments: [
        ("en", "Too many mails were asked for from your network. You can try again in 30 minutes."),
        ("ja", "お使いのネットワークから、メールの送信が何度も求められました。30分後にもう一度お試しください。"),
    ])
    func `RATE-21: says in plain words how long to wait, and the wire says it too`(language: String, words: String)
        async throws
    {
        let world = try await World(rules: SignInRules(methods: SignInRules.builtMethods, selfRegistration: true)) {
            ServiceSettings(origin: $0, rules: $1, mailRequests: MailRequestLimits(ofNetwork: 2))
        }
        try await Site.serve(world) { site in
            for number in 0..<2 {
                let browser = site.browser()
                try await browser.open(.passwordReset)
                let answer = try await browser.submit(
                    [.identifier: "nobody-\(number)@example.org"], to: .passwordReset)
                #expect(answer.place == Destination.passwordResetCode.path)
            }
            let browser = site.browser(language: language)
            try await browser.open(.passwordReset)
            let reset = try await browser.submit([.identifier: "nobody@example.org"], to: .passwordReset)
            try await browser.open(.register)
            let registration = try await browser.submit(
                [.name: "Grace", .identifier: "grace@example.org", .newPassword: Browser.goodPassword], to: .register)
            for answer in [reset, registration] {
                #expect(answer.status == 429)
                #expect(answer.headers[.retryAfter] == "1800")
                #expect(answer.says(words), "\(answer.text)")
            }
            #expect(try await world.letters().isEmpty)
        }
    }
}
