import CUnicode

/// ICU's answers about text, in Swift's types.
enum UnicodeText {
    /// What a code point is, as far as addresses are concerned.
    enum Kind {
        case letter, mark, decimalDigit, sign, space
        /// There is nothing to be seen where it stands.
        case invisible
        /// No character: unassigned, or for private use.
        case nothing
    }

    static func kind(of scalar: Unicode.Scalar) -> Kind {
        switch cunicode_kind_of(scalar.value) {
        case CUNICODE_LETTER: .letter
        case CUNICODE_MARK: .mark
        case CUNICODE_DECIMAL_DIGIT: .decimalDigit
        case CUNICODE_SIGN: .sign
        case CUNICODE_SPACE: .space
        case CUNICODE_INVISIBLE: .invisible
        default: .nothing
        }
    }

    static func nfkc(_ text: String) -> String {
        written(text, by: cunicode_nfkc)
    }

    static func nfkcCasefold(_ text: String) -> String {
        written(text, by: cunicode_nfkc_casefold)
    }

    static func skeleton(_ text: String) -> String {
        written(text, by: cunicode_skeleton)
    }

    static func mixesScripts(_ text: String) -> Bool {
        let units = Array(text.utf16)
        return cunicode_mixes_scripts(units, Int32(units.count))
    }

    /// One of the two forms of a domain's name.
    ///
    /// - Returns: `nil` if it is not one.
    static func domain(
        _ name: String,
        by convert: (UnsafePointer<UInt16>?, Int32, UnsafeMutablePointer<UInt16>?, Int32, UnsafeMutablePointer<UInt32>?)
            -> Int32
    ) -> String? {
        var errors: UInt32 = 0
        let converted = write(name) { convert($0, $1, $2, $3, &errors) }
        return errors == 0 ? converted : nil
    }

    /// Texts here are short and ICU has every table it needs in memory, so it fails only where memory has run out; an
    /// empty text is then refused by whoever reads it.
    private static func written(
        _ text: String,
        by transform: (UnsafePointer<UInt16>?, Int32, UnsafeMutablePointer<UInt16>?, Int32) -> Int32
    ) -> String {
        write(text, by: transform) ?? ""
    }

    /// Calls `transform` with room for most results, and once more if it asks for more.
    private static func write(
        _ text: String,
        by transform: (UnsafePointer<UInt16>?, Int32, UnsafeMutablePointer<UInt16>?, Int32) -> Int32
    ) -> String? {
        let units = Array(text.utf16)
        var room = 2 * units.count + 64
        for _ in 0..<2 {
            var length: Int32 = 0
            let result = [UInt16](unsafeUninitializedCapacity: room) { buffer, count in
                length = transform(units, Int32(units.count), buffer.baseAddress, Int32(room))
                count = (0...room).contains(Int(length)) ? Int(length) : 0
            }
            if length < 0 { return nil }
            if length <= room { return String(decoding: result, as: UTF16.self) }
            room = Int(length)
        }
        return nil
    }
}
