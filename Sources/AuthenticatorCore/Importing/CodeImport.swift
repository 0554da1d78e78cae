internal import OneTimeCodes

/// Codes from elsewhere: `otpauth://` links, one a line; what Google Authenticator shows to move codes; and the files that
/// Aegis and 2FAS write without a password (docs/formats/vault.md says where each form is described).
///
/// Whatever can't be read is named with its reason, and keeps nothing else from being read.
public struct CodeImport: Sendable {
    /// An entry that can't be taken in.
    public struct Rejected: Sendable, Hashable {
        /// Counted from one, in the order of the file.
        public let number: Int
        /// As far as it has one.
        public let name: String
        public let reason: Reason

        /// What is wrong with an entry.
        public enum Reason: String, Sendable, Hashable {
            case notALink, counterBased
            /// Codes that only one company's app makes, such as Steam's.
            case otherKind
            /// No base 32, or too short.
            case badSecret
            /// An algorithm, a number of digits or a period that no code has.
            case badSettings
            /// The entry lacks something.
            case unreadable
        }
    }

    /// One of several QR codes that an app shows one after the other.
    public struct Part: Sendable, Hashable {
        public let batch: Int64
        /// Counted from zero.
        public let index: Int64
        public let size: Int64
    }

    /// Why nothing of a file is read.
    public enum Refusal: Error, Sendable, Hashable {
        case unknownForm
        /// The other app has encrypted it: export it there without a password.
        case encrypted
        case tooLarge
        case nothingInIt
    }

    public let codes: [ImportedCodes]
    public let rejected: [Rejected]
    /// Empty for everything but codes of Google Authenticator.
    public let parts: [Part]

    /// The batches of which not all parts are here, with the numbers of the missing parts, counted from one.
    public var missingParts: [Int64] {
        var missing: [Int64] = []
        for batch in Set(parts.map(\.batch)).sorted() {
            let seen = parts.filter { $0.batch == batch }
            let size = min(seen.map(\.size).max() ?? 1, 100)
            missing += (0..<max(size, 1)).filter { index in !seen.contains { $0.index == index } }.map { $0 + 1 }
        }
        return missing
    }

    private static let longestFile = 4 * 1_024 * 1_024

    /// Reads a file, or lines that were pasted.
    public init(_ bytes: [UInt8]) throws(Refusal) {
        guard bytes.count <= Self.longestFile else { throw .tooLarge }
        let marked = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        guard let text = String(validating: marked, as: UTF8.self) else { throw .unknownForm }
        guard let first = text.unicodeScalars.first(where: { !$0.properties.isWhitespace }) else { throw .nothingInIt }
        let read =
            first == "{"
            ? (drafts: try ForeignFile.drafts(in: marked), parts: []) : try ForeignLinks.drafts(in: text)
        guard !read.drafts.isEmpty else { throw .nothingInIt }
        var (codes, rejected): ([ImportedCodes], [Rejected]) = ([], [])
        for (index, draft) in read.drafts.enumerated() {
            switch draft.content {
            case .success(let code): codes.append(code)
            case .failure(let reason):
                rejected.append(Rejected(number: index + 1, name: PlainName.make(draft.name), reason: reason))
            }
        }
        (self.codes, self.rejected, parts) = (codes, rejected, read.parts)
    }
}

extension CodeImport.Rejected.Reason: Error {}

/// An entry of a file after it was looked at.
struct ImportDraft {
    typealias Reason = CodeImport.Rejected.Reason

    let name: String
    let content: Result<ImportedCodes, Reason>

    init(name: String, _ read: () throws(Reason) -> ImportedCodes) {
        self.name = name
        do { content = .success(try read()) } catch { content = .failure(error) }
    }

    /// Codes from what a file says of them.
    static func codes(
        issuer: String, account: String, secret: String, algorithm: String, digits: Int, period: Int
    ) throws(Reason) -> ImportedCodes {
        let plain = algorithm.uppercased().filter { $0 != "-" }
        let name = plain.hasPrefix("HMAC") ? String(plain.dropFirst(4)) : plain
        guard let hash = HashFunction(rawValue: name),
            let parameters = try? TOTPParameters(hash: hash, digits: digits, period: period)
        else { throw .badSettings }
        guard let secret = try? TOTPSecret(foreignBase32: secret) else { throw .badSecret }
        return ImportedCodes(issuer: issuer, account: account, totp: TOTP(secret: secret, parameters: parameters))
    }
}
