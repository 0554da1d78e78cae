// QRCode makes QR codes by libqrencode and draws them: as SVG for a page and as text for a terminal. It knows nothing
// of what a code says. It draws no colours but black on white, because that is what every reader reads, in a dark
// room's page too, and it puts the quiet zone in itself, because without one a code is not a code.

import CQREncode

/// A QR symbol (ISO/IEC 18004): a square of dark and light modules, without its quiet zone.
package struct QRSymbol: Sendable {
    /// Why there is no symbol for a text.
    package enum Refusal: Error, Hashable {
        case empty
        /// More than the largest symbol holds, or a NUL, which libqrencode would take for the end.
        case notEncodable
    }

    /// How much of a symbol may be covered or dirty: 7, 15, 25 or 30 per cent.
    package enum Correction: Sendable, CaseIterable {
        case low, medium, quartile, high
    }

    /// Modules along a side, 21 to 177.
    package let side: Int
    private let darkModules: [Bool]

    /// Encodes `text`, in the smallest symbol that holds it.
    package init(_ text: String, correction: Correction = .medium) throws(Refusal) {
        guard !text.isEmpty else { throw .empty }
        guard !text.utf8.contains(0) else { throw .notEncodable }
        guard let code = QRcode_encodeString(text, 0, correction.level, QR_MODE_8, 1) else { throw .notEncodable }
        defer { QRcode_free(code) }
        let side = Int(code.pointee.width)
        // The lowest bit of each module is its colour (qrencode.h).
        let modules = UnsafeBufferPointer(start: code.pointee.data, count: side * side)
        self.side = side
        darkModules = modules.map { $0 & 1 == 1 }
    }

    /// Whether a module is dark. Outside of the symbol everything is light.
    package func isDark(x: Int, y: Int) -> Bool {
        guard (0..<side).contains(x), (0..<side).contains(y) else { return false }
        return darkModules[y * side + x]
    }

    /// Light modules around a symbol (ISO/IEC 18004 §5.3.8).
    package static let quietZone = 4
}

extension QRSymbol.Correction {
    fileprivate var level: QRecLevel {
        switch self {
        case .low: QR_ECLEVEL_L
        case .medium: QR_ECLEVEL_M
        case .quartile: QR_ECLEVEL_Q
        case .high: QR_ECLEVEL_H
        }
    }
}
