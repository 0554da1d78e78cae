import Identity
import ServiceFixtures
import SignInPolicy
import Store

extension World {
    /// Gives a person another verified address, past its page.
    func give(_ person: Person, another address: String) async throws {
        let now = time.now()
        try await store.write { transaction in
            _ = try transaction.add(
                IdentifierRecord(
                    id: IdentifierID("identifier-\(address)"), account: person.account,
                    identifier: .email(EmailAddress(canonical: address, shown: address)), skeleton: address,
                    isPlain: true, verifiedAt: now))
        }
    }

    func apps(of person: Person) async throws -> [CodeAppRecord] {
        try await store.read { try $0.codeApps(of: person.account) }
    }

    func unspentCodes(of person: Person) async throws -> Int {
        try await store.read { try $0.countUnspentBackupCodes(of: person.account) }
    }
}
