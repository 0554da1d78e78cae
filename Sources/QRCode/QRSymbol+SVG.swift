extension QRSymbol {
    /// The symbol as an `svg` element for a page, its quiet zone included.
    ///
    /// Black on white in either colour scheme. It has no style and no script, so the strictest policy lets it through.
    /// Screen readers pass over it: the element around it gives it its size and says what it is.
    package var svg: String {
        let size = side + 2 * Self.quietZone
        return """
            <svg xmlns="http://www.w3.org/2000/svg" aria-hidden="true" viewBox="0 0 \(size) \(size)" \
            shape-rendering="crispEdges"><rect width="\(size)" height="\(size)" fill="#fff"/>\
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
}
