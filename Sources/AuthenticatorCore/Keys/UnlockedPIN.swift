internal import ApprovalProtocol

/// A PIN after the derivation that makes each guess slow. It opens the codes by itself, and the approval key together
/// with the server's share.
public struct UnlockedPIN: Sendable {
    /// Why a text can't be a PIN.
    public enum Refusal: String, Error, Sendable, Hashable {
        case tooShort, tooLong, notDigits
        /// One digit all along, or digits in a row.
        case tooSimple
    }

    let stretched: StretchedPIN
    let salt: [UInt8]

    /// A PIN that is chosen now, under a new salt. Takes about a tenth of a second.
    public init(chosen text: String) throws {
        try self.init(
            try Self.pin { () throws(PIN.Refusal) in try PIN(chosen: text) }, RandomBytes.make(StretchedPIN.saltLength))
    }

    /// A PIN that is typed to unlock.
    init(typed text: String, salt: [UInt8]) throws {
        try self.init(try Self.pin { () throws(PIN.Refusal) in try PIN(typed: text) }, salt)
    }

    private init(_ pin: PIN, _ salt: [UInt8]) throws {
        stretched = try StretchedPIN(pin, salt: salt)
        self.salt = salt
    }

    private static func pin(_ make: () throws(PIN.Refusal) -> PIN) throws(Refusal) -> PIN {
        do { return try make() } catch {
            switch error {
            case .tooShort: throw .tooShort
            case .tooLong: throw .tooLong
            case .notDigits: throw .notDigits
            case .tooSimple: throw .tooSimple
            }
        }
    }
}
