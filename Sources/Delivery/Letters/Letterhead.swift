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
        package let sessions: String
        package let backupCodes: String

        package init(signIn: String, passwordReset: String, sessions: String, backupCodes: String) {
            self.signIn = signIn
            self.passwordReset = passwordReset
            self.sessions = sessions
            self.backupCodes = backupCodes
        }
    }

    package init(serviceName: String, origin: String, paths: Paths) {
        self.serviceName = serviceName
        self.origin = origin
        self.paths = paths
    }

    /// The absolute address of `path`. What doesn't begin with one slash leads to the origin itself.
    func address(of path: String) -> String {
        guard path.hasPrefix("/"), !path.hasPrefix("//"), !path.contains("\\") else { return origin + "/" }
        return origin + path
    }
}
