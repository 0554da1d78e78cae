internal import Bytes
internal import StrictJSON

/// What a browser's `PublicKeyCredential.toJSON()` says: the form in which both ceremonies come in (WebAuthn L3 §5.1).
struct CredentialResponse {
    let id: [UInt8]
    let response: JSONValue

    /// Reads the whole text and what both ceremonies have in it.
    init(_ json: [UInt8]) throws(ResponseRefusal) {
        let value: JSONValue
        do { value = try JSONValue(parsing: json, deepest: 16) } catch { throw .notJSON }
        guard value["type"]?.string == "public-key" else { throw .wrongType }
        guard let id = value["id"]?.string, let rawID = value["rawId"]?.string else { throw .memberMissing }
        guard id == rawID else { throw .contradictoryIDs }
        self.id = try Self.bytes(id)
        guard let response = value["response"], case .object = response else { throw .memberMissing }
        self.response = response
    }

    /// A member of `response` that must be there.
    func bytes(_ name: String) throws(ResponseRefusal) -> [UInt8] {
        guard let text = response[name]?.string else { throw .memberMissing }
        return try Self.bytes(text)
    }

    /// A member of `response` that may be missing, or null.
    func optionalBytes(_ name: String) throws(ResponseRefusal) -> [UInt8]? {
        switch response[name] {
        case nil, .null: return nil
        default: return try bytes(name)
        }
    }

    private static func bytes(_ text: String) throws(ResponseRefusal) -> [UInt8] {
        do { return try Base64.url.decode(text) } catch { throw .notBase64URL }
    }
}

/// Why a text is not the answer of a browser.
package enum ResponseRefusal: Error, Hashable, Sendable {
    /// Not JSON, or JSON that could be read in two ways.
    case notJSON
    /// `type` is not `public-key`.
    case wrongType
    /// A member is missing or of another type.
    case memberMissing
    /// `id` and `rawId` name two credentials.
    case contradictoryIDs
    case notBase64URL
}
