internal import Bytes

/// A byte sequence of structured fields (RFC 8941 §3.3.5): base 64 with padding between colons.
enum ByteSequence {
    static func text(of bytes: [UInt8]) -> String {
        let padding = String(repeating: "=", count: (3 - bytes.count % 3) % 3)
        return ":" + Base64.standard.encode(bytes) + padding + ":"
    }

    /// The bytes; nil if the text is not the one form that `text(of:)` writes.
    static func bytes(in text: some StringProtocol) -> [UInt8]? {
        guard text.utf8.count >= 2, text.first == ":", text.last == ":" else { return nil }
        let content = text.dropFirst().dropLast()
        let digits = content.prefix { $0 != "=" }
        guard content.utf8.count.isMultiple(of: 4), let bytes = try? Base64.standard.decode(digits),
            self.text(of: bytes) == String(text)
        else { return nil }
        return bytes
    }
}
