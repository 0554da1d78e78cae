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
}
