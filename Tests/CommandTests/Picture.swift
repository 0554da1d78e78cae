import QRCode

/// A picture in shades of grey that a test draws, as a PNG file.
struct Picture {
    let width: Int
    let height: Int
    private var shades: [UInt8]

    init(width: Int, height: Int) {
        (self.width, self.height) = (width, height)
        shades = [UInt8](repeating: 255, count: width * height)
    }

    /// A QR code with its quiet zone.
    init(of text: String, pixelsPerModule scale: Int) throws {
        let symbol = try QRSymbol(text)
        let side = (symbol.side + 2 * QRSymbol.quietZone) * scale
        self.init(width: side, height: side)
        for y in 0..<side {
            for x in 0..<side
            where symbol.isDark(x: x / scale - QRSymbol.quietZone, y: y / scale - QRSymbol.quietZone) {
                shades[y * width + x] = 0
            }
        }
    }

    /// Both pictures side by side.
    func beside(_ other: Picture) -> Picture {
        var both = Picture(width: width + other.width, height: max(height, other.height))
        for y in 0..<both.height {
            for x in 0..<both.width {
                both.shades[y * both.width + x] = x < width ? shade(x, y) : other.shade(x - width, y)
            }
        }
        return both
    }

    /// Turned about its middle, in a frame that holds all of it.
    func turned(sine: Double, cosine: Double) -> Picture {
        let side = width + height
        var turned = Picture(width: side, height: side)
        let middle = Double(side) / 2
        for y in 0..<side {
            for x in 0..<side {
                let (right, down) = (Double(x) - middle, Double(y) - middle)
                let column = right * cosine + down * sine + Double(width) / 2
                let row = down * cosine - right * sine + Double(height) / 2
                turned.shades[y * side + x] = shade(Int(column.rounded(.down)), Int(row.rounded(.down)))
            }
        }
        return turned
    }

    private func shade(_ x: Int, _ y: Int) -> UInt8 {
        (0..<width).contains(x) && (0..<height).contains(y) ? shades[y * width + x] : 255
    }

    /// A PNG file (W3C PNG §5), its pixels not compressed.
    var png: [UInt8] { Self.png(width: width, height: height, rows: rows) }

    /// Each row begins with the number of its filter, none.
    private var rows: [UInt8] {
        (0..<height).flatMap { y in [0] + shades[y * width..<(y + 1) * width] }
    }

    /// A file that says how large it is, whatever it holds.
    static func png(width: Int, height: Int, rows: [UInt8]) -> [UInt8] {
        let header = big32(width) + big32(height) + [8, 0, 0, 0, 0]
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header) + chunk("IDAT", stored(rows))
            + chunk("IEND", [])
    }

    private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
        let body = Array(name.utf8) + content
        var check: UInt32 = ~0
        for byte in body {
            check ^= UInt32(byte)
            for _ in 0..<8 { check = check & 1 == 1 ? check >> 1 ^ 0xEDB8_8320 : check >> 1 }
        }
        return big32(content.count) + body + big32(Int(~check))
    }

    /// A zlib stream (RFC 1950) of stored blocks (RFC 1951 §3.2.4).
    private static func stored(_ bytes: [UInt8]) -> [UInt8] {
        var stream: [UInt8] = [0x78, 0x01]
        for start in stride(from: 0, to: bytes.count, by: 65_535) {
            let block = bytes[start..<min(start + 65_535, bytes.count)]
            let size = UInt16(block.count)
            stream.append(block.endIndex == bytes.count ? 1 : 0)
            for number in [size, ~size] { stream += [UInt8(number & 0xFF), UInt8(number >> 8)] }
            stream += block
        }
        var (low, high) = (1, 0)
        for byte in bytes {
            low = (low + Int(byte)) % 65_521
            high = (high + low) % 65_521
        }
        return stream + big32(high << 16 | low)
    }

    private static func big32(_ number: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}
