import Foundation
import Identity
import SignInPolicy
import SignInService
import Testing

@Suite struct `The tables of readiness` {
    @Test func `in docs are what the command prints for the rules of this version`() throws {
        let root = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "docs/recovery.md"), encoding: .utf8)
        let rules = SignInRules(methods: SignInRules.builtMethods, secondStep: .required)
        let printed = ReadinessTables.markdown(under: rules).joined(separator: "\n")
        #expect(page.contains(printed), "print them anew with: aikagi policy tables")
    }

    @Test func `name each thing as the person does`() {
        let shape = TypicalAccount.all[1].shape
        let words = FloorRule(under: SignInRules(methods: SignInRules.builtMethods)).losses(of: shape).map {
            shape.words(for: $0)
        }
        #expect(
            words == [
                "the password", "Pixel 8", "the app on Pixel 8 is re-installed", "the sheet of backup codes",
                "the passphrase", "the mailbox mira@example.org",
            ])
    }
}
