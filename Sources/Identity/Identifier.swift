/// What names an account at sign-in: a verified e-mail address or mobile number.
package enum Identifier: Sendable, Hashable, Codable {
    case email(EmailAddress)
    case phone(PhoneNumber)

    /// The one text under which it is unique in the store.
    package var canonical: String {
        switch self {
        case .email(let address): address.canonical
        case .phone(let number): number.canonical
        }
    }

    /// The text people read.
    package var shown: String {
        switch self {
        case .email(let address): address.shown
        case .phone(let number): number.shown
        }
    }
}

/// An e-mail address that has been parsed.
///
/// Two are equal if their canonical forms are, however they were typed. Only the module `Addresses` makes one from
/// text; the store makes one from what it kept.
package struct EmailAddress: Sendable, Hashable, Codable, CustomStringConvertible {
    /// Case folded, the domain as A-labels.
    package let canonical: String
    /// As the person writes it, the domain readable. Mail goes here.
    package let shown: String

    package init(canonical: String, shown: String) {
        self.canonical = canonical
        self.shown = shown
    }

    package static func == (left: EmailAddress, right: EmailAddress) -> Bool { left.canonical == right.canonical }
    package func hash(into hasher: inout Hasher) { hasher.combine(canonical) }
    package var description: String { shown }

    /// Enough to recognise one's own address by, too little to learn somebody else's: `m•••@example.org`.
    ///
    /// Not for pages before the first step has been proven (RATE-18).
    package var masked: String {
        guard let at = shown.lastIndex(of: "@") else { return "•••" }
        return "\(shown[..<at].prefix(1))•••\(shown[at...])"
    }
}

/// A mobile number that has been parsed.
///
/// Two are equal if their canonical forms are. Only the module `Addresses` makes one from text.
package struct PhoneNumber: Sendable, Hashable, Codable, CustomStringConvertible {
    /// E.164: `+` and at most 15 digits.
    package let canonical: String
    /// In groups, as numbers of its country are written.
    package let shown: String

    package init(canonical: String, shown: String) {
        self.canonical = canonical
        self.shown = shown
    }

    package static func == (left: PhoneNumber, right: PhoneNumber) -> Bool { left.canonical == right.canonical }
    package func hash(into hasher: inout Hasher) { hasher.combine(canonical) }
    package var description: String { shown }

    /// The country's first digit and the last two: `+4•••••12`. Not for pages before the first step (RATE-18).
    package var masked: String {
        guard canonical.count > 6 else { return "•••" }
        return "\(canonical.prefix(2))•••••\(canonical.suffix(2))"
    }
}
