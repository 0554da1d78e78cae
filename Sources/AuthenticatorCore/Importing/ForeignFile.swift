#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The files that Aegis and 2FAS write without a password.
enum ForeignFile {
    static func drafts(in bytes: [UInt8]) throws(CodeImport.Refusal) -> [ImportDraft] {
        guard let file = try? JSONDecoder().decode(LooseJSON.self, from: Data(bytes)) else { throw .unknownForm }
        if file["version"]?.number == 1, file["header"] != nil, let database = file["db"] {
            return try aegis(database)
        }
        if file["schemaVersion"]?.number != nil, file["services"] != nil || file["servicesEncrypted"] != nil {
            return try twoFAS(file)
        }
        throw .unknownForm
    }

    /// A database in the clear is no text.
    private static func aegis(_ database: LooseJSON) throws(CodeImport.Refusal) -> [ImportDraft] {
        if database.text != nil { throw .encrypted }
        guard let entries = database["entries"]?.list else { throw .unknownForm }
        return entries.map { entry in
            let names = (issuer: entry["issuer"]?.text, account: entry["name"]?.text)
            return ImportDraft(name: joined(names.issuer, names.account)) { () throws(ImportDraft.Reason) in
                switch entry["type"]?.text ?? "" {
                case "totp": break
                case "hotp": throw .counterBased
                case "": throw .unreadable
                default: throw .otherKind
                }
                guard let secret = entry["info"]?["secret"]?.text, let algorithm = entry["info"]?["algo"]?.text,
                    let digits = entry["info"]?["digits"]?.number, let period = entry["info"]?["period"]?.number,
                    entry["issuer"].isTextOrNothing, entry["name"].isTextOrNothing
                else { throw .unreadable }
                return try codes(names.issuer, names.account, secret, algorithm, digits, period)
            }
        }
    }

    /// What a service leaves out is as usual.
    private static func twoFAS(_ file: LooseJSON) throws(CodeImport.Refusal) -> [ImportDraft] {
        if let sealed = file["servicesEncrypted"]?.text, !sealed.isEmpty { throw .encrypted }
        guard let services = file["services"]?.list else { throw .unknownForm }
        return services.map { service in
            let otp = service["otp"]
            let issuer = firstNamed(otp?["issuer"], service["name"])
            let account = firstNamed(otp?["account"], otp?["label"])
            return ImportDraft(name: joined(issuer, account)) { () throws(ImportDraft.Reason) in
                switch (otp?["tokenType"]?.text ?? "").uppercased() {
                case "TOTP", "": break
                case "HOTP": throw .counterBased
                default: throw .otherKind
                }
                guard let secret = service["secret"]?.text,
                    let algorithm = otp?["algorithm"].orNothing == nil ? "SHA1" : otp?["algorithm"]?.text,
                    let digits = otp?["digits"].orNothing == nil ? 6 : otp?["digits"]?.number,
                    let period = otp?["period"].orNothing == nil ? 30 : otp?["period"]?.number
                else { throw .unreadable }
                return try codes(issuer, account, secret, algorithm, digits, period)
            }
        }
    }

    private static func codes(
        _ issuer: String?, _ account: String?, _ secret: String, _ algorithm: String, _ digits: Double, _ period: Double
    ) throws(ImportDraft.Reason) -> ImportedCodes {
        guard let digits = Int(exactly: digits), let period = Int(exactly: period) else { throw .badSettings }
        return try ImportDraft.codes(
            issuer: issuer ?? "", account: account ?? "", secret: secret, algorithm: algorithm, digits: digits,
            period: period)
    }

    private static func firstNamed(_ values: LooseJSON?...) -> String {
        values.lazy.compactMap { $0?.text }.first { !$0.isEmpty } ?? ""
    }

    private static func joined(_ names: String?...) -> String {
        names.compactMap(\.self).filter { !$0.isEmpty }.joined(separator: " ")
    }
}

/// JSON of another app, of which nobody says what its members are.
indirect enum LooseJSON: Decodable {
    case nothing
    case truth(Bool)
    case number(Double)
    case text(String)
    case list([LooseJSON])
    case members([String: LooseJSON])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .nothing
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode(Bool.self) {
            self = .truth(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode([LooseJSON].self) {
            self = .list(value)
        } else {
            self = .members(try container.decode([String: LooseJSON].self))
        }
    }

    subscript(name: String) -> LooseJSON? {
        guard case .members(let members) = self else { return nil }
        return members[name]
    }

    var text: String? { if case .text(let text) = self { text } else { nil } }
    var number: Double? { if case .number(let number) = self { number } else { nil } }
    var list: [LooseJSON]? { if case .list(let list) = self { list } else { nil } }
}

extension LooseJSON? {
    /// Nil where there is nothing, or `null`.
    fileprivate var orNothing: LooseJSON? {
        if case .nothing? = self { nil } else { self }
    }

    fileprivate var isTextOrNothing: Bool { orNothing == nil || self?.text != nil }
}
