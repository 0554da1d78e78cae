import Bytes

/// A stored hash with all that is needed to compare with it. Its text is a PHC string:
/// `$argon2id$v=19$m=19456,t=2,p=1$salt$tag`, as every other implementation of Argon2 writes it.
///
/// It prints as `‹password hash›`: whoever has it can try passwords without asking the server.
package struct PasswordHash: Sendable, CustomStringConvertible, CustomReflectable {
    /// Why a text is not a hash that can be compared with.
    package enum Refusal: Error, Hashable {
        /// Another algorithm, another version, or not a PHC string at all.
        case notArgon2id
        /// Parameters that are missing, in another order, or not plain decimal numbers.
        case malformedParameters
        case cost(Argon2Cost.Refusal)
        case salt
        case tag
    }

    package let cost: Argon2Cost
    package let salt: Salt
    /// Names the pepper that went in; `nil` for none. It is the `keyid` of the PHC string.
    let pepperName: [UInt8]?
    let tag: [UInt8]

    init(cost: Argon2Cost, pepperName: [UInt8]?, salt: Salt, tag: [UInt8]) {
        self.cost = cost
        self.pepperName = pepperName
        self.salt = salt
        self.tag = tag
    }

    /// Reads what was stored.
    package init(_ text: String) throws(Refusal) {
        let fields = text.split(separator: "$", omittingEmptySubsequences: false)
        guard fields.count == 6, fields[0].isEmpty, fields[1] == "argon2id", fields[2] == "v=19" else {
            throw .notArgon2id
        }
        (cost, pepperName) = try Self.parameters(fields[3])
        guard let saltBytes = try? Base64.standard.decode(fields[4]), let salt = Salt(stored: saltBytes) else {
            throw .salt
        }
        guard let tag = try? Base64.standard.decode(fields[5]), (16...64).contains(tag.count) else { throw .tag }
        self.salt = salt
        self.tag = tag
    }

    /// The PHC string, to be stored. Read a use of this as a line to be looked at twice.
    package var text: String {
        let keyed = pepperName.map { ",keyid=\(Base64.standard.encode($0))" } ?? ""
        let parameters = "m=\(cost.memory),t=\(cost.passes),p=\(cost.lanes)\(keyed)"
        return "$argon2id$v=19$\(parameters)$\(Base64.standard.encode(salt.bytes))$\(Base64.standard.encode(tag))"
    }

    /// Bytes of a new tag.
    static let tagLength = 32

    /// A hash that costs as much as any and that nothing is known to have.
    static func unattainable(cost: Argon2Cost) -> PasswordHash {
        PasswordHash(cost: cost, pepperName: nil, salt: .unused, tag: [UInt8](repeating: 0, count: tagLength))
    }

    /// Whether one computation serves to compare with both.
    func isComparable(with other: PasswordHash) -> Bool {
        cost == other.cost && salt == other.salt && pepperName == other.pepperName
    }

    package var description: String { "‹password hash›" }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }

    private static func parameters(_ field: Substring) throws(Refusal) -> (Argon2Cost, pepperName: [UInt8]?) {
        let values = field.split(separator: ",", omittingEmptySubsequences: false)
        guard (3...4).contains(values.count), let memory = number(values[0], named: "m"),
            let passes = number(values[1], named: "t"),
            let lanes = number(values[2], named: "p")
        else { throw .malformedParameters }
        let cost: Argon2Cost
        do { cost = try Argon2Cost(memory: memory, passes: passes, lanes: lanes) } catch { throw .cost(error) }
        return (cost, values.count == 4 ? try pepperName(values[3]) : nil)
    }

    private static func pepperName(_ field: Substring) throws(Refusal) -> [UInt8] {
        let label = "keyid="
        guard field.hasPrefix(label), let name = try? Base64.standard.decode(field.dropFirst(label.count)),
            (1...8).contains(name.count)
        else { throw .malformedParameters }
        return name
    }

    private static func number(_ field: Substring, named name: String) -> Int? {
        let digits = field.dropFirst(name.count + 1)
        guard field.hasPrefix("\(name)="), (1...9).contains(digits.utf8.count), digits.first != "0",
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return Int(digits)
    }
}
