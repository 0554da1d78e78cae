/// What an authenticator app needs to know, shown during the enrolment and never again (TOTP-11).
package struct EnrolmentSecret: Sendable {
    /// The QR code of the `otpauth:` link.
    let qr: Drawing
    /// The secret in base32 for typing, in groups of four.
    let groups: [String]
    /// The `otpauth:` link itself, which opens an app on the same device.
    let link: String

    package init(qr: Drawing, base32: String, link: String) {
        self.qr = qr
        self.link = link
        groups = base32.groups(of: 4)
    }

    var fields: Fields {
        ["qr": qr, "secret": groups.joined(separator: " "), "otpauthLink": link]
    }
}

extension String {
    /// The text cut into pieces of one length; the last may be shorter.
    func groups(of length: Int) -> [String] {
        var groups: [String] = []
        var rest = self[...]
        while !rest.isEmpty {
            groups.append(String(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        return groups
    }
}
