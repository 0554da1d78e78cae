internal import CImageScan

/// The QR code in a picture.
enum PictureCode {
    /// Why there is none to read.
    enum Refusal: Error, Hashable {
        case noPicture, tooLarge, noCode, severalCodes
        /// It holds something that is no text, or too much of it.
        case unreadable
    }

    /// More than any QR code holds.
    private static let longestText = 4_096

    /// What the one QR code in a picture says.
    static func read(_ bytes: [UInt8]) -> Result<String, Refusal> {
        var text = [CChar](repeating: 0, count: longestText)
        let length = Int(aikagi_scan(bytes, bytes.count, &text, longestText))
        switch length {
        case 0...:
            let content = text.prefix(length).map { UInt8(bitPattern: $0) }
            guard let text = String(validating: content, as: UTF8.self) else { return .failure(.unreadable) }
            return .success(text)
        case Int(AIKAGI_SCAN_TOO_LARGE), Int(AIKAGI_SCAN_NO_MEMORY): return .failure(.tooLarge)
        case Int(AIKAGI_SCAN_NO_CODE): return .failure(.noCode)
        case Int(AIKAGI_SCAN_SEVERAL_CODES): return .failure(.severalCodes)
        case Int(AIKAGI_SCAN_TOO_LONG): return .failure(.unreadable)
        default: return .failure(.noPicture)
        }
    }
}
