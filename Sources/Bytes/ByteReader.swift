// Bytes turns bytes into text and back, compares them without a timing difference, and reads them without ever
// leaving their bounds. It knows no format beyond RFC 4648, allocates nothing it was not asked for, and imports
// nothing. It refuses to guess: what is not the encoding is an error, not an empty array.

/// A cursor over bytes from outside that never reads past their end.
///
/// Every parser of untrusted bytes stands on it, so that no length field can be believed before it has been
/// compared with what is there. A read that fails moves nothing.
package struct ByteReader: Sendable {
    /// Why bytes could not be read.
    package enum Refusal: Error, Hashable {
        /// More was wanted than is left.
        case truncated(wanted: Int, left: Int)
        /// Something stands behind the place where the input had to end.
        case trailingBytes(Int)
    }

    private let bytes: ArraySlice<UInt8>
    private var position: Int

    package init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    package init(_ bytes: [UInt8]) {
        self.init(bytes[...])
    }

    /// How many bytes have not been read.
    package var left: Int { bytes.endIndex - position }

    package var isAtEnd: Bool { left == 0 }

    /// The next byte, which stays to be read.
    package var next: UInt8? { isAtEnd ? nil : bytes[position] }

    /// Takes the next byte.
    package mutating func readByte() throws(Refusal) -> UInt8 {
        guard let byte = next else { throw .truncated(wanted: 1, left: 0) }
        position += 1
        return byte
    }

    /// Takes `count` bytes without copying them. A negative count reads as more than there is.
    package mutating func read(_ count: Int) throws(Refusal) -> ArraySlice<UInt8> {
        guard count >= 0, count <= left else { throw .truncated(wanted: count, left: left) }
        defer { position += count }
        return bytes[position..<position + count]
    }

    /// Takes an integer in network byte order, of as many bytes as its type has.
    package mutating func readInteger<Integer: FixedWidthInteger & UnsignedInteger>(
        as type: Integer.Type
    ) throws(Refusal) -> Integer {
        try read(Integer.bitWidth / 8).reduce(0) { $0 << 8 | Integer($1) }
    }

    /// Takes the bytes before the first `separator` and the separator itself, or `nil` and nothing if there is none.
    package mutating func read(upTo separator: UInt8) -> ArraySlice<UInt8>? {
        guard let end = bytes[position...].firstIndex(of: separator) else { return nil }
        defer { position = end + 1 }
        return bytes[position..<end]
    }

    /// Takes everything that is left.
    package mutating func readRest() -> ArraySlice<UInt8> {
        defer { position = bytes.endIndex }
        return bytes[position...]
    }

    /// Holds the input to its end: formats of ours allow nothing behind their last field.
    package func expectEnd() throws(Refusal) {
        guard isAtEnd else { throw .trailingBytes(left) }
    }
}
