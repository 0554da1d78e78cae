import Identity
import Store

extension Fixture {
    func newInstallation(_ name: String, of account: AccountID, at now: Moment = Fixture.noon) -> InstallationRecord {
        InstallationRecord(
            id: AuthenticatorID(name), account: account, device: DeviceID("device of \(name)"), name: name,
            platform: "Android", language: .english, contactKey: Array("contact \(name)".utf8),
            approvalKey: Array("approval \(name)".utf8), appLock: .pin, addedAt: now)
    }

    /// An installation that counts.
    @discardableResult
    func installation(_ name: String, of account: AccountID) async throws -> AuthenticatorID {
        let record = newInstallation(name, of: account)
        try await store.write { transaction in
            _ = try transaction.enrol(
                record, codeSeed: Secret(Array("seed of \(name)".utf8)), pin: Fixture.pin, chain: [0])
            _ = try transaction.activate(installation: record.id, at: Fixture.noon)
        }
        return record.id
    }

    static let pin = InstallationPin(verifier: [1], share: Secret(Array("canary of the share".utf8)), tries: 10)

    func request(
        _ name: String, of account: AccountID, purpose: String = "signIn"
    ) -> ApprovalRequestRecord {
        ApprovalRequestRecord(
            id: ApprovalRequestID(name), account: account, owner: "attempt", installation: nil, purpose: purpose,
            state: [0], number: Secret("481902"), nonce: [1, 2, 3],
            context: Secret(Array("canary of the context".utf8)),
            createdAt: noon, expiresAt: noon + .seconds(120))
    }
}
