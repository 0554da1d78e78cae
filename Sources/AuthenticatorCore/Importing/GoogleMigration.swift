internal import Bytes
internal import OneTimeCodes

/// What Google Authenticator shows as a QR code to move codes: `otpauth-migration://offline?data=…`, a protobuf message in
/// base 64.
struct GoogleMigration {
    static let scheme = "otpauth-migration"

    let drafts: [ImportDraft]
    let part: CodeImport.Part

    /// Nil for what is none.
    init?(_ link: String) {
        guard let data = Self.data(in: link), let fields = ProtobufField.read(data) else { return nil }
        var drafts: [ImportDraft] = []
        for field in fields where field.number == 1 {
            guard let account = ProtobufField.read(field.bytes), let draft = Self.draft(of: account) else { return nil }
            drafts.append(draft)
        }
        self.drafts = drafts
        part = CodeImport.Part(
            batch: fields.last(5)?.value ?? 0, index: fields.last(4)?.value ?? 0,
            size: max(1, fields.last(3)?.value ?? 0))
    }

    private static func data(in link: String) -> [UInt8]? {
        let prefix = scheme + "://offline"
        guard link.prefix(prefix.count).lowercased() == prefix else { return nil }
        let rest = link.dropFirst(prefix.count).drop { $0 == "/" }
        guard rest.first == "?" else { return nil }
        let query = rest.dropFirst().prefix { $0 != "#" }.split(separator: "&")
        guard let field = query.first(where: { $0.hasPrefix("data=") }),
            let decoded = PercentEncoding.decode(field.dropFirst("data=".count))
        else { return nil }
        // Some scanners undo the percent-encoding, and a plus may have become a space; the padding may be gone.
        let plain = decoded.map { (letter: Character) -> Character in
            switch letter {
            case " ", "-": "+"
            case "_": "/"
            default: letter
            }
        }.filter { $0 != "=" }
        return try? Base64.standard.decode(String(plain))
    }

    /// Nil if a name is no text.
    private static func draft(of fields: [ProtobufField]) -> ImportDraft? {
        guard let label = String(validating: fields.last(2)?.bytes ?? [], as: UTF8.self),
            let said = String(validating: fields.last(3)?.bytes ?? [], as: UTF8.self)
        else { return nil }
        let parts = label.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let issuer = said.isEmpty && parts.count == 2 ? String(parts[0]) : said
        let account = String(parts.last ?? "")
        let secret = Base32.encode(fields.last(1)?.bytes ?? [])
        let name = [issuer, PlainName.make(account)].filter { !$0.isEmpty }.joined(separator: " ")
        return ImportDraft(name: name) { () throws(ImportDraft.Reason) in
            switch fields.last(6)?.value ?? 0 {
            case 0, 2: break
            case 1: throw .counterBased
            default: throw .unreadable
            }
            // Unspecified is what everybody assumes.
            let algorithms: [Int64: String] = [0: "SHA1", 1: "SHA1", 2: "SHA256", 3: "SHA512"]
            let digitCounts: [Int64: Int] = [0: 6, 1: 6, 2: 8]
            guard let algorithm = algorithms[fields.last(4)?.value ?? 0],
                let digits = digitCounts[fields.last(5)?.value ?? 0]
            else { throw .badSettings }
            return try ImportDraft.codes(
                issuer: issuer, account: account, secret: secret, algorithm: algorithm, digits: digits, period: 30)
        }
    }
}

/// A field of a protobuf message: as much of protobuf as Google Authenticator's message needs.
struct ProtobufField {
    let number: Int64
    /// Of a varint.
    var value: Int64 = 0
    /// Of a field with a length.
    var bytes: [UInt8] = []

    /// Nil for what is no message.
    static func read(_ message: [UInt8]) -> [Self]? {
        var rest = message[...]
        var fields: [Self] = []
        while !rest.isEmpty {
            guard let head = varint(&rest), head >= 8 else { return nil }
            let number = head / 8
            switch head % 8 {
            case 0:
                guard let value = varint(&rest) else { return nil }
                fields.append(Self(number: number, value: value))
            case 2:
                guard let count = varint(&rest), count >= 0, count <= rest.count else { return nil }
                fields.append(Self(number: number, bytes: Array(rest.prefix(Int(count)))))
                rest = rest.dropFirst(Int(count))
            case 1, 5:
                let count = head % 8 == 1 ? 8 : 4
                guard rest.count >= count else { return nil }
                rest = rest.dropFirst(count)
            default: return nil
            }
        }
        return fields
    }

    private static func varint(_ rest: inout ArraySlice<UInt8>) -> Int64? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard let byte = rest.popFirst() else { return nil }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return Int64(bitPattern: value) }
        }
        return nil
    }
}

extension [ProtobufField] {
    /// Of a field that stands there twice, the last counts.
    fileprivate func last(_ number: Int64) -> ProtobufField? { last { $0.number == number } }
}
