internal import Bytes
internal import Crypto
internal import OneTimeCodes

extension VaultEntry {
    /// The id of codes that are added now: the same ones added on two installations are one entry.
    var derivedID: String {
        let parts = [
            "aikagi-vault-entry-v1", issuer, account, secret, algorithm.rawValue, String(digits), String(period),
        ]
        return Base64.url.encode(SHA256.hash(data: Array(parts.joined(separator: "\0").utf8)).prefix(16))
    }

    /// Whether the same codes come of both, whatever they are called. By digests, so that no secret is compared byte by
    /// byte.
    func makesCodes(of other: Self) -> Bool { nameless.derivedID == other.nameless.derivedID }

    private var nameless: Self {
        var copy = self
        (copy.issuer, copy.account) = ("", "")
        return copy
    }
}
