internal import Bytes
internal import Crypto
internal import StrictJSON

/// What the browser adds to a ceremony: the challenge it was given, and the page that asked (WebAuthn L3 §5.8.1).
struct ClientData {
    let type: String
    /// base64url, as the browser wrote it.
    let challenge: String
    let origin: String
    let crossOrigin: Bool
    let topOrigin: String?
    /// SHA-256 of the bytes as they came.
    let hash: [UInt8]

    /// Far above what any browser writes.
    static let longest = 16 * 1_024

    /// Reads the bytes of `clientDataJSON`. Members that it doesn't know are none of its business (§5.8.1.2).
    init(_ bytes: [UInt8]) throws(ClientDataRefusal) {
        guard bytes.count <= Self.longest else { throw .tooLong }
        // §7.1 step 5, §7.2 step 8: UTF-8 decode strips a byte order mark.
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let text = bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes
        let value: JSONValue
        do { value = try JSONValue(parsing: text, deepest: 8) } catch { throw .notJSON }
        guard let type = value["type"]?.string, let challenge = value["challenge"]?.string,
            let origin = value["origin"]?.string
        else { throw .memberMissing }
        switch value["crossOrigin"] {
        case nil: crossOrigin = false
        case .boolean(let isCrossOrigin): crossOrigin = isCrossOrigin
        default: throw .memberMissing
        }
        switch value["topOrigin"] {
        case nil: topOrigin = nil
        case .string(let origin): topOrigin = origin
        default: throw .memberMissing
        }
        self.type = type
        self.challenge = challenge
        self.origin = origin
        hash = Array(SHA256.hash(data: bytes))
    }

    /// The steps that both ceremonies share: §7.1 steps 7 to 11, §7.2 steps 10 to 14.
    func verify(
        type expected: String, challenge: [UInt8], for party: RelyingParty
    ) throws(ClientDataRefusal) {
        // §7.1 step 7, §7.2 step 10
        guard type == expected else { throw .wrongType }
        // §7.1 step 8, §7.2 step 11: the text is compared, so that padding and other alphabets are other challenges.
        guard !challenge.isEmpty, equalInConstantTime(self.challenge, Base64.url.encode(challenge)) else {
            throw .wrongChallenge
        }
        // §7.1 step 9, §7.2 step 12. Bytes are compared: Swift takes strings as equal that are not written alike.
        guard party.origins.contains(where: { $0.utf8.elementsEqual(origin.utf8) }) else { throw .wrongOrigin }
        // §7.1 step 10, §7.2 step 13
        guard !crossOrigin || !party.topOrigins.isEmpty else { throw .crossOrigin }
        // §7.1 step 11, §7.2 step 14
        if let topOrigin {
            guard party.topOrigins.contains(where: { $0.utf8.elementsEqual(topOrigin.utf8) }) else {
                throw .wrongTopOrigin
            }
        }
    }
}

/// Why client data are not those of the ceremony.
package enum ClientDataRefusal: Error, Hashable, Sendable {
    case tooLong
    /// Not JSON, or JSON that could be read in two ways.
    case notJSON
    /// `type`, `challenge` or `origin` is missing, or a member is of another type.
    case memberMissing
    /// Of the other ceremony, for instance.
    case wrongType
    case wrongChallenge
    case wrongOrigin
    /// The page was in a frame of another origin, and no such page is expected.
    case crossOrigin
    case wrongTopOrigin
}
