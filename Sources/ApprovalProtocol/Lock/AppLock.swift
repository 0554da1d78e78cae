/// What stands between a person who holds the device and the approval key.
package enum AppLock: String, Sendable, Hashable, Codable, CaseIterable {
    /// An approval shows possession of the device and nothing else: never passwordless.
    case none
    /// A PIN, stretched on the device, with a share of the key that the server gives for the right one.
    case pin
    /// A secret of the platform's own lock: the output of WebAuthn's PRF.
    case platform
}

/// A PIN as a person chose it: six digits or more (`product.md` §3). It prints as `‹PIN›`.
package struct PIN: Sendable, CustomStringConvertible, CustomReflectable {
    /// Why a text can't be a PIN.
    package enum Refusal: Error, Hashable {
        case tooShort
        case tooLong
        case notDigits
        /// One digit all along, or digits in a row: what somebody tries first.
        case tooSimple
    }

    let digits: [UInt8]

    /// A PIN that is typed to unlock.
    package init(typed text: String) throws(Refusal) {
        let digits = Array(text.utf8)
        guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { throw .notDigits }
        guard digits.count >= Self.fewestDigits else { throw .tooShort }
        guard digits.count <= Self.mostDigits else { throw .tooLong }
        self.digits = digits
    }

    /// A PIN that is chosen now.
    package init(chosen text: String) throws(Refusal) {
        try self.init(typed: text)
        let steps = Set(zip(digits, digits.dropFirst()).map { Int($1) - Int($0) })
        guard steps.count > 1 || !steps.isSubset(of: [-1, 0, 1]) else { throw .tooSimple }
    }

    /// NIST SP 800-63B-4 §3.2.10 asks for 4; ours.
    package static let fewestDigits = 6
    /// Ours: beyond it nobody types what they remember.
    package static let mostDigits = 32

    package var description: String { "‹PIN›" }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}
