internal import Bytes

/// Bytes as they stand in JSON: base64url without padding.
package struct WireBytes: Sendable, Hashable, Codable {
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do {
            bytes = try Base64.url.decode(text)
        } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not base64url")
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Base64.url.encode(bytes))
    }
}
