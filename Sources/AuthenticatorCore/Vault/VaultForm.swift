internal import Bytes
internal import OneTimeCodes

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A ``VaultDocument`` as bytes: JSON with its members in order, filled up with spaces, so that its length says little.
enum VaultForm {
    private static let form = 1
    private static let block = 1_024

    static func write(_ document: VaultDocument) -> [UInt8] {
        let items = document.items.values.sorted { $0.id < $1.id }.map(Item.init)
        let bytes = encoded(Document(entries: items, form: form))
        return bytes + [UInt8](repeating: 0x20, count: (block - bytes.count % block) % block)
    }

    static func read(_ bytes: [UInt8]) throws(VaultUnreadable) -> VaultDocument {
        guard let head = try? JSONDecoder().decode(Head.self, from: Data(bytes)) else { throw .damaged }
        guard head.form <= form else { throw .newer }
        guard head.form == form, let read = try? JSONDecoder().decode(Document.self, from: Data(bytes)) else {
            throw .damaged
        }
        var items: [VaultItem] = []
        for item in read.entries {
            guard let item = item.checked else { throw .damaged }
            items.append(item)
        }
        guard let document = VaultDocument(items) else { throw .damaged }
        return document
    }

    /// One item, to put two of the same stamp in order.
    static func bytes(of item: VaultItem) -> [UInt8] { encoded(Item(item)) }

    private static func encoded(_ value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Texts and whole numbers: there is nothing in it that could fail to be written.
        return (try? encoder.encode(value)).map(Array.init) ?? []
    }
}

extension VaultForm {
    private struct Head: Decodable {
        let form: Int
    }

    private struct Document: Codable {
        let entries: [Item]
        let form: Int
    }

    /// As it stands in the JSON. A removal has only the first four members and `removed`.
    private struct Item: Codable {
        let id: String
        let changed: Int64
        let device: String
        var issuer: String?
        var account: String?
        var secret: String?
        var algorithm: HashFunction?
        var digits: Int?
        var period: Int?
        var added: Int64?
        var removed: Bool?

        init(_ item: VaultItem) {
            (id, changed, device) = (item.id, item.changed, item.device)
            if let entry = item.entry {
                (issuer, account, secret, algorithm) = (entry.issuer, entry.account, entry.secret, entry.algorithm)
                (digits, period, added) = (entry.digits, entry.period, entry.added)
            } else {
                removed = true
            }
        }

        /// Nil if it is none.
        var checked: VaultItem? {
            guard (0...VaultForm.latest).contains(changed), (try? Base64.url.decode(id))?.count == 16 else {
                return nil
            }
            if removed == true { return VaultItem(id: id, changed: changed, device: device, entry: nil) }
            guard removed == nil, let issuer, let account, let secret, let algorithm, let digits, let period, let added,
                (0...VaultForm.latest).contains(added),
                let entry = VaultEntry(
                    issuer: issuer, account: account, secret: secret, algorithm: algorithm, digits: digits,
                    period: period, added: added)
            else { return nil }
            return VaultItem(id: id, changed: changed, device: device, entry: entry)
        }
    }

    /// The greatest whole number that JavaScript counts to; a stamp is never so late.
    private static let latest: Int64 = 9_007_199_254_740_991
}
