import CUnicode

/// What stands behind the at sign: a domain's name in its two forms, which are one identity (OTP-13).
struct Domain {
    /// Lower case, international labels as A-labels (`xn--…`): what DNS is asked and what is compared.
    let ascii: String
    /// International labels as U-labels.
    let unicode: String
    let mixesScripts: Bool

    /// What people see: U-labels, unless they mix scripts and so may be made to be taken for others.
    var shown: String { mixesScripts ? ascii : unicode }

    init(_ typed: String) throws(EmailRefusal) {
        guard !typed.isEmpty else { throw .incompleteDomain }
        guard let ascii = UnicodeText.domain(typed, by: cunicode_domain_to_ascii),
            let unicode = UnicodeText.domain(typed, by: cunicode_domain_to_unicode)
        else { throw .domain }
        let labels = unicode.unicodeScalars.split(separator: ".", omittingEmptySubsequences: false)
        for scalar in labels.joined() where !Self.isAllowed(scalar) { throw .strangeCharacter(scalar) }

        // UTS #46 lets the empty label of the root pass; an address has none.
        guard let last = labels.last, !last.isEmpty else { throw .domain }
        guard !last.allSatisfy(Self.isDigit) else { throw .addressLiteral }
        guard labels.count >= 2 else { throw .incompleteDomain }
        self.ascii = ascii
        self.unicode = unicode
        mixesScripts = labels.contains { UnicodeText.mixesScripts(String($0)) }
    }

    /// IDNA 2008 lets symbols and emoji out that UTS #46 lets in. The five signs are those that RFC 5892 appendix A
    /// allows in their context, which UTS #46 has checked.
    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "-", "\u{B7}", "\u{375}", "\u{5F3}", "\u{5F4}", "\u{30FB}": true
        default:
            switch UnicodeText.kind(of: scalar) {
            case .letter, .mark, .decimalDigit: true
            case .sign, .space, .invisible, .nothing: false
            }
        }
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
        ("0"..."9").contains(scalar)
    }
}
