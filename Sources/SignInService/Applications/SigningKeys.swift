package import Identity
internal import OpenIDConnect
internal import Store
package import StrictJSON

/// The keys that tokens for applications are signed with: made at the first use, published, and followed by new ones.
package struct SigningKeys: Sendable {
    let environment: Environment

    init(_ environment: Environment) {
        self.environment = environment
    }

    /// What applications check our tokens with (RFC 7517 §5).
    package func document() async throws -> JSONValue {
        let keys = try await all()
        return .object(["keys": .array(keys.map { $0.key.publicKey.jwk(named: $0.key.id) })])
    }

    /// Makes new keys. They are published at once and sign once every application has had the time to see them; what
    /// signs now is published for as long as anybody may ask about it (OP-31).
    ///
    /// - Returns: from when on the new keys sign.
    package func rotate() async throws -> Moment {
        _ = try await all()
        let now = environment.time.now()
        let start = now + .seconds(TokenLimits.keySetAge)
        let new = try Self.fresh(from: start)
        try await environment.store.write { transaction in
            for key in new {
                try transaction.follow(with: key, publishingOldUntil: start + TokenLimits.retiredKeyLife, at: now)
            }
            try transaction.record(AuditEntry(byConsole: .signingKeysRotated, of: nil, at: now))
        }
        return start
    }

    /// The key that signs now with that algorithm.
    func signing(with algorithm: SigningAlgorithm) async throws -> SigningKey {
        let now = environment.time.now()
        let fitting = try await all().filter { $0.key.algorithm == algorithm }
        guard let key = fitting.first(where: { $0.signsFrom <= now }) ?? fitting.last else { throw NoKey() }
        return key.key
    }

    /// What a token of ours that comes back may be signed with.
    func checking() async throws -> @Sendable (String?) -> [PublicKey] {
        let keys = try await all().map(\.key)
        return { id in keys.filter { $0.id == id }.map(\.publicKey) }
    }

    /// There is no key of an algorithm that is always made.
    private struct NoKey: Error {}

    private struct Kept: Sendable {
        let key: SigningKey
        let signsFrom: Moment
    }

    /// The newest first.
    private func all() async throws -> [Kept] {
        let now = environment.time.now()
        var records = try await environment.store.read { try $0.signingKeys(at: now) }
        if records.isEmpty {
            let new = try Self.fresh(from: now)
            records = try await environment.store.write { try $0.signingKeys(orKeep: new, at: now) }
        }
        return try records.compactMap { record in
            guard let algorithm = SigningAlgorithm(rawValue: record.algorithm) else { return nil }
            return Kept(
                key: try SigningKey(algorithm, privateBytes: record.privateKey.reveal()), signsFrom: record.signsFrom)
        }
    }

    private static func fresh(from start: Moment) throws -> [SigningKeyRecord] {
        try SigningAlgorithm.allCases.map { algorithm in
            let key = try SigningKey(makingFor: algorithm)
            return SigningKeyRecord(
                id: key.id, algorithm: algorithm.rawValue, privateKey: Secret(key.privateBytes), signsFrom: start)
        }
    }
}
