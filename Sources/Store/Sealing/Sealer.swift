import Crypto

/// Encrypts what the server must be able to read again: seeds of code apps, messages, values that wait for a proof.
///
/// AES-256-GCM under a key per table. The place where a value stands (table, column, row) is authenticated with it, so
/// that a sealed value moved to another row or column doesn't open.
package struct Sealer: Sendable {
    private let masterKey: MasterKey

    /// Where a sealed value stands.
    package struct Place: Sendable, Hashable {
        package let table: String
        package let column: String
        package let row: String

        package init(table: String, column: String, row: String) {
            self.table = table
            self.column = column
            self.row = row
        }

        /// Each part is preceded by its length, so that no two places have the same bytes.
        var authenticatedBytes: [UInt8] {
            [table, column, row].flatMap { part in
                let bytes = Array(part.utf8)
                return withUnsafeBytes(of: UInt32(bytes.count).bigEndian) { Array($0) } + bytes
            }
        }
    }

    /// A sealed value that doesn't open: wrong key, wrong place, or changed.
    package struct NotSealedHere: Error, Sendable, Equatable {
        package let place: Place
    }

    /// The first byte of every sealed value, so that the construction can change one day.
    private static let version: UInt8 = 1

    package init(masterKey: MasterKey) {
        self.masterKey = masterKey
    }

    /// The sealed form: version, 96-bit random nonce, ciphertext, 128-bit tag.
    package func seal(_ bytes: [UInt8], at place: Place) throws -> [UInt8] {
        let box = try AES.GCM.seal(bytes, using: key(of: place), authenticating: place.authenticatedBytes)
        guard let combined = box.combined else { throw NotSealedHere(place: place) }
        return [Self.version] + Array(combined)
    }

    /// - Throws: ``NotSealedHere`` if the value was sealed under another key or for another place, or was changed.
    package func open(_ sealed: [UInt8], at place: Place) throws -> [UInt8] {
        guard sealed.first == Self.version,
            let box = try? AES.GCM.SealedBox(combined: sealed.dropFirst()),
            let bytes = try? AES.GCM.open(box, using: key(of: place), authenticating: place.authenticatedBytes)
        else { throw NotSealedHere(place: place) }
        return Array(bytes)
    }

    private func key(of place: Place) -> SymmetricKey {
        masterKey.derived("seal/\(place.table)")
    }
}
