extension QRSymbol {
    /// The symbol as an `svg` element for a page, its quiet zone included.
    ///
    /// Black on white in either colour scheme. It has no style and no script, so the strictest policy lets it through;
    /// a page gives it its size by the class.
    ///
    /// - Parameters:
    ///   - title: What a screen reader says in place of the picture. It is escaped here.
    ///   - classes: For the element; ASCII words.
    package func svg(title: String, classes: String = "qr") -> String {
        let size = side + 2 * Self.quietZone
        return """
            <svg xmlns="http://www.w3.org/2000/svg" class="\(escaped(classes))" role="img" \
            viewBox="0 0 \(size) \(size)" shape-rendering="crispEdges">\
            <title>\(escaped(title))</title>\
            <rect width="\(size)" height="\(size)" fill="#fff"/>\
            <path fill="#000" d="\(path)"/></svg>
            """
    }

    /// One rectangle for each run of dark modules in a row.
    private var path: String {
        var path = ""
        for y in 0..<side {
            var x = 0
            while x < side {
                guard isDark(x: x, y: y) else {
                    x += 1
                    continue
                }
                let start = x
                while isDark(x: x, y: y) { x += 1 }
                let width = x - start
                path += "M\(start + Self.quietZone) \(y + Self.quietZone)h\(width)v1h-\(width)z"
            }
        }
        return path
    }

    private func escaped(_ text: String) -> String {
        text.reduce(into: "") { escaped, character in
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            default: escaped.append(character)
            }
        }
    }
}
