package import Identity

/// A value as both databases hold it.
package enum StoredValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case text(String)
    case bytes([UInt8])
}

extension StoredValue: Storable {
    package var stored: StoredValue { self }
    package init?(stored: StoredValue) { self = stored }

    /// One kind byte, the length in 8 bytes, the value: no two different values, and no two different sequences of
    /// values, have the same bytes.
    var framed: [UInt8] {
        let (kind, bytes): (UInt8, [UInt8]) =
            switch self {
            case .null: (0, [])
            case .integer(let number): (1, withUnsafeBytes(of: number.bigEndian) { Array($0) })
            case .text(let text): (2, Array(text.utf8))
            case .bytes(let bytes): (3, bytes)
            }
        return [kind] + withUnsafeBytes(of: UInt64(bytes.count).bigEndian) { Array($0) } + bytes
    }
}

/// A type that a column can hold.
package protocol Storable {
    var stored: StoredValue { get }
    /// Returns `nil` if the column holds something that can't be this type.
    init?(stored: StoredValue)
}

extension String: Storable {
    /// PostgreSQL can't hold U+0000 in a text; on both databases it becomes U+FFFD.
    package var stored: StoredValue {
        guard utf8.contains(0) else { return .text(self) }
        return .text(String(String.UnicodeScalarView(unicodeScalars.map { $0.value == 0 ? "\u{FFFD}" : $0 })))
    }

    package init?(stored: StoredValue) {
        guard case .text(let text) = stored else { return nil }
        self = text
    }
}

extension Int64: Storable {
    package var stored: StoredValue { .integer(self) }
    package init?(stored: StoredValue) {
        guard case .integer(let number) = stored else { return nil }
        self = number
    }
}

extension Int: Storable {
    package var stored: StoredValue { .integer(Int64(self)) }
    package init?(stored: StoredValue) {
        guard case .integer(let number) = stored else { return nil }
        self = Int(number)
    }
}

extension Bool: Storable {
    package var stored: StoredValue { .integer(self ? 1 : 0) }
    package init?(stored: StoredValue) {
        guard case .integer(let number) = stored else { return nil }
        self = number != 0
    }
}

extension [UInt8]: Storable {
    package var stored: StoredValue { .bytes(self) }
    package init?(stored: StoredValue) {
        guard case .bytes(let bytes) = stored else { return nil }
        self = bytes
    }
}

extension Optional: Storable where Wrapped: Storable {
    package var stored: StoredValue { self?.stored ?? .null }
    package init?(stored: StoredValue) {
        guard stored != .null else {
            self = .none
            return
        }
        guard let value = Wrapped(stored: stored) else { return nil }
        self = value
    }
}

extension Moment: Storable {
    package var stored: StoredValue { .integer(millisecondsSinceEpoch) }
    package init?(stored: StoredValue) {
        guard case .integer(let milliseconds) = stored else { return nil }
        self.init(millisecondsSinceEpoch: milliseconds)
    }
}

extension RawRepresentable where RawValue == String {
    package var stored: StoredValue { .text(rawValue) }
    package init?(stored: StoredValue) {
        guard case .text(let text) = stored else { return nil }
        self.init(rawValue: text)
    }
}

extension OpaqueID {
    package var stored: StoredValue { .text(rawValue) }
    package init?(stored: StoredValue) {
        guard case .text(let text) = stored else { return nil }
        self.init(text)
    }
}

extension AccountID: Storable {}
extension IdentifierID: Storable {}
extension AuthenticatorID: Storable {}
extension EnrolmentID: Storable {}
extension AttemptID: Storable {}
extension SessionID: Storable {}
extension TrustedBrowserID: Storable {}
extension DeviceID: Storable {}
extension ApprovalRequestID: Storable {}
extension ScanID: Storable {}
extension KeyCeremonyID: Storable {}
extension NetworkID: Storable {}
extension ApplicationID: Storable {}
extension ApplicationGrantID: Storable {}
extension AuthorizationRequestID: Storable {}
extension Installation.Role: Storable {}
extension Installation.AppLock: Storable {}
extension AccountState: Storable {}
extension Language: Storable {}
