extension QRSymbol {
    /// The symbol for a terminal, two rows of modules on a line, its quiet zone included.
    ///
    /// Both colours are set, from the part of the 256-colour palette that no theme changes, so that a dark terminal and
    /// a light one show the same. Only for a terminal: in a file or a log it is noise.
    package var terminalText: String {
        let blackOnWhite = "\u{1B}[38;5;16;48;5;231m"
        let asBefore = "\u{1B}[0m"
        let range = -Self.quietZone..<side + Self.quietZone
        return stride(from: range.lowerBound, to: range.upperBound, by: 2)
            .map { y in blackOnWhite + range.map { halfBlock(x: $0, y: y) }.joined() + asBefore + "\n" }
            .joined()
    }

    private func halfBlock(x: Int, y: Int) -> String {
        switch (isDark(x: x, y: y), isDark(x: x, y: y + 1)) {
        case (false, false): " "
        case (true, false): "▀"
        case (false, true): "▄"
        case (true, true): "█"
        }
    }
}
