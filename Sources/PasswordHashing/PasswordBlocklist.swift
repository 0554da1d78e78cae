/// The passwords that nobody may choose: the most common ones, and words that belong to this place or this person
/// (NIST SP 800-63B-4 §3.1.1.2, PWD-08).
///
/// Only an equal password is refused, whatever its case. A longer one that contains a listed one is not: composition
/// rules in disguise make people write passwords down.
package struct PasswordBlocklist: Sendable {
    /// Why a password is refused, so that the page can say it.
    package enum Reason: Sendable, Hashable {
        case common
        /// It is the service's name, the person's name or a part of an address, as the caller has given it.
        case contextWord(String)
    }

    private let common: Set<String>

    package init() {
        let text = commonPasswords.withUTF8Buffer { String(decoding: $0, as: UTF8.self) }
        common = Set(text.split(whereSeparator: \.isWhitespace).map(String.init))
    }

    /// - Parameter context: Words such as the service's name, the person's name and the local parts of the addresses.
    /// - Returns: `nil` for a password that is not on the list.
    package func reason(against password: Password, context: [String]) -> Reason? {
        let wanted = password.text.lowercased()
        if common.contains(wanted) { return .common }
        // Swift compares strings by canonical equivalence, so the words need no NFC of their own.
        return context.first { $0.lowercased() == wanted }.map(Reason.contextWord)
    }
}
