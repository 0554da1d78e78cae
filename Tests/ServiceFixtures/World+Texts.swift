internal import Delivery
internal import Identity
internal import SignInPolicy
package import SignInService
internal import Store
package import TestSupport

extension World {
    /// A server that sends text messages.
    ///
    /// - Parameter beginSignIn: whether a code may stand in the place of the password.
    package static func texting(
        _ kind: TestDatabase.Kind = .sqlite, limits: TextLimits = TextLimits(), beginSignIn: Bool = true,
        at origin: PublicOrigin? = nil
    ) async throws -> World {
        let rules = SignInRules(
            methods: SignInRules.builtMethods.union([.smsCode]), textsBeginSignIn: beginSignIn)
        return try await World(kind, rules: rules) {
            ServiceSettings(origin: origin ?? $0, rules: $1, texts: TextSettings(limits: limits))
        }
    }

    /// Gives somebody a verified number past the pages that add one.
    package func give(_ person: Person, number: String = "+819012345678") async throws {
        try await store.write { transaction in
            _ = try transaction.add(
                IdentifierRecord(
                    id: IdentifierID("number-\(number)"), account: person.account,
                    identifier: .phone(PhoneNumber(canonical: number, shown: number)), skeleton: number,
                    isPlain: true, verifiedAt: time.now()))
        }
    }

    /// The code in the newest text message to a number.
    package func textedCode(to number: String = "+819012345678") async throws -> String? {
        try await letters(to: number).first.flatMap { $0.letter.text.split(separator: "#").last.map(String.init) }
    }
}
