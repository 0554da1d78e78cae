internal import ApprovalProtocol
internal import Bytes

/// A link that a server shows to its people, as text or as a QR code.
///
/// It leads to the server's own web app, so that a phone's camera can open it; what it is for stands behind the `#`,
/// where it never reaches a log.
public enum AppLink: Sendable, Hashable {
    /// Enrols this installation with the account of whoever made the link. Works once, for ten minutes.
    case enrol(ServerOrigin, token: String)
    /// Takes on the sign-in that waits in the browser that shows the code. Only an installation of that very server may
    /// be asked.
    case signIn(ServerOrigin, code: String)

    /// Why a text is not a link of ours (QR-03). An app must not follow it in any other way.
    public enum Refusal: Error, Sendable, Hashable {
        case tooLong
        /// Another scheme, a name before the host, a host that is no plain one, `http` to another machine.
        case notAnOrigin
        /// Another path, a query, nothing behind the `#`.
        case notForTheApp
        /// A link for something that this library does not know.
        case unknownPurpose
        /// Not the 43 characters of a token.
        case brokenToken
    }

    /// Reads a link, exactly as servers write them: `<origin>/app#enrol=<token>` or `<origin>/app#scan=<code>`.
    public init(parsing text: String) throws(Refusal) {
        guard text.utf8.count <= 512 else { throw .tooLong }
        guard let scheme = text.range(of: "://", limit: 8) else { throw .notAnOrigin }
        let afterScheme = text[scheme...]
        guard let slash = afterScheme.firstIndex(of: "/"), let origin = ServerOrigin(String(text[..<slash])) else {
            throw .notAnOrigin
        }
        let parts = text[slash...].split(separator: "#", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0] == ProtocolPaths.app else { throw .notForTheApp }
        let purpose = parts[1].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard purpose.count == 2 else { throw .notForTheApp }
        let token = String(purpose[1])
        switch purpose[0] {
        case "enrol": self = .enrol(origin, token: try Self.checked(token))
        case "scan": self = .signIn(origin, code: try Self.checked(token))
        default: throw .unknownPurpose
        }
    }

    /// Which server it leads to.
    public var origin: ServerOrigin {
        switch self {
        case .enrol(let origin, _), .signIn(let origin, _): origin
        }
    }

    private static func checked(_ token: String) throws(Refusal) -> String {
        guard let bytes = try? Base64.url.decode(token), bytes.count == 32 else { throw .brokenToken }
        return token
    }
}

extension String {
    /// The end of the first `separator` that begins within the first `limit` characters.
    fileprivate func range(of separator: String, limit: Int) -> Index? {
        var start = startIndex
        for _ in 0..<limit where start < endIndex {
            if self[start...].hasPrefix(separator) { return index(start, offsetBy: separator.count) }
            start = index(after: start)
        }
        return nil
    }
}
