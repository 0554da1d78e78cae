/// Whether both hold the same bytes, in a time that depends on their lengths only (RATE-19).
///
/// For codes, tokens and MACs: `==` stops at the first difference and so tells an attacker how far a guess was right.
/// The lengths are not hidden; compare digests where the length itself is a secret.
@inline(never)
package func equalInConstantTime(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    var difference: UInt8 = 0
    for index in left.indices { difference |= left[index] ^ right[index] }
    return difference == 0
}

/// Whether both are the same UTF-8 text, in a time that depends on their lengths only.
package func equalInConstantTime(_ left: String, _ right: String) -> Bool {
    equalInConstantTime(Array(left.utf8), Array(right.utf8))
}
