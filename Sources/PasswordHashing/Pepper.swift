/// A key of the server that goes into every hash as Argon2's secret (RFC 9106 §3.1), so that a stolen database without
/// the key can't even be guessed at (PWD-13).
///
/// A hash names its pepper. One made with another pepper is a fault and never a wrong password, and one made without
/// is verified without and replaced at the next sign-in.
package struct Pepper: Sendable, CustomStringConvertible, CustomReflectable {
    let name: [UInt8]
    let key: [UInt8]

    /// - Parameters:
    ///   - name: Up to eight bytes that tell this pepper from another and nothing about its key.
    ///   - key: 32 bytes that are kept outside of the database.
    package init?(name: [UInt8], key: [UInt8]) {
        guard (1...8).contains(name.count), key.count == 32 else { return nil }
        self.name = name
        self.key = key
    }

    package var description: String { "‹pepper›" }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}
