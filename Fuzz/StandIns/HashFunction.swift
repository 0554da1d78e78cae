/// The names of the hash functions, without swift-crypto: no parser computes a code.
package enum HashFunction: String, Sendable, Hashable, Codable, CaseIterable {
    case sha1 = "SHA1"
    case sha256 = "SHA256"
    case sha512 = "SHA512"

    func authenticationCode(for message: [UInt8], under key: [UInt8]) -> [UInt8] {
        preconditionFailure("a parser has asked for a code")
    }
}
