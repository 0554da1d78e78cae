internal import Bytes
internal import OneTimeCodes

/// What one id of the vault stands for: the codes of a service, or a mark that they were removed.
struct VaultItem: Sendable, Hashable {
    /// 22 characters of base64url, for 16 bytes.
    let id: String
    /// Milliseconds since 1970, by the clock of who changed it, and newer than what was changed. 0 for what was there
    /// before there was a vault and was never merged.
    var changed: Int64
    /// The installation that changed it.
    var device: String
    /// Nil once it was removed.
    var entry: VaultEntry?
}

/// The codes of a service as the vault keeps them. The secret and the numbers of an entry never change; its names may.
struct VaultEntry: Sendable, Hashable {
    var issuer: String
    var account: String
    /// Base 32 in capitals, without padding.
    let secret: String
    let algorithm: HashFunction
    let digits: Int
    let period: Int
    /// By which entries are put in order.
    var added: Int64

    /// Nil for what no code can be made of.
    init?(
        issuer: String, account: String, secret: String, algorithm: HashFunction, digits: Int, period: Int, added: Int64
    ) {
        guard let bytes = try? Base32.decode(secret), (1...128).contains(bytes.count),
            secret.utf8.allSatisfy({ (0x41...0x5A).contains($0) || (0x32...0x37).contains($0) }),
            (try? TOTPParameters(hash: algorithm, digits: digits, period: period)) != nil
        else { return nil }
        (self.issuer, self.account, self.secret) = (issuer, account, secret)
        (self.algorithm, self.digits, self.period, self.added) = (algorithm, digits, period, added)
    }

    init(_ codes: ImportedCodes, added: Int64) {
        (issuer, account, secret) = (codes.issuer, codes.account, codes.totp.secret.base32)
        let parameters = codes.totp.parameters
        (algorithm, digits, period) = (parameters.hash, parameters.digits, parameters.period)
        self.added = added
    }

    /// What makes the codes. Nil only for a secret that another app has let in and no code can be made of.
    var totp: TOTP? {
        guard let bytes = try? Base32.decode(secret), let secret = try? TOTPSecret(kept: bytes),
            let parameters = try? TOTPParameters(hash: algorithm, digits: digits, period: period)
        else { return nil }
        return TOTP(secret: secret, parameters: parameters)
    }

    func hasNames(of other: Self) -> Bool { issuer == other.issuer && account == other.account }
}
