package import Identity

/// What every letter of this server has in common: its name and the only origin that links may have.
package struct Letterhead: Sendable {
    package let serviceName: String
    /// Scheme, host and port as configured, without a slash at the end. Never taken from a request (REC-06).
    package let origin: String
    package let paths: Paths

    /// Where the texts send people, as paths below the origin.
    package struct Paths: Sendable {
        package let signIn: String
        package let passwordReset: String
        package let passwordChange: String
        package let sessions: String
        package let backupCodes: String
        /// What a token is put behind, such as `/link/`.
        package let link: String

        package init(
            signIn: String, passwordReset: String, passwordChange: String, sessions: String, backupCodes: String,
            link: String
        ) {
            self.signIn = signIn
            self.passwordReset = passwordReset
            self.passwordChange = passwordChange
            self.sessions = sessions
            self.backupCodes = backupCodes
            self.link = link
        }
    }

    package init(serviceName: String, origin: String, paths: Paths) {
        self.serviceName = serviceName
        self.origin = origin
        self.paths = paths
    }

    /// The host of the origin, without scheme and port.
    var host: String {
        let rest = origin.split(separator: "/").last.map(String.init) ?? origin
        guard let colon = rest.lastIndex(of: ":"), rest[colon...].dropFirst().allSatisfy(\.isNumber) else {
            return rest
        }
        return String(rest[..<colon])
    }

    /// The absolute address that hands over `token`, which is base64url.
    package func address(handingOver token: Secret<String>) -> Secret<String> {
        Secret(address(of: path(handingOver: token.reveal())))
    }

    func path(handingOver token: String) -> String {
        let isToken = token.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        return isToken ? paths.link + token : "/"
    }

    /// The absolute address of `path`. What doesn't begin with one slash leads to the origin itself.
    func address(of path: String) -> String {
        guard path.hasPrefix("/"), !path.hasPrefix("//"), !path.contains("\\") else { return origin + "/" }
        return origin + path
    }
}
