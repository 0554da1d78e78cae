/// A route of docs/formats/app-api.md: where it is, for the server that answers there and for the app that asks.
package enum ProtocolPaths: Sendable, CaseIterable {
    case server, enrol, installation, rename, heartbeat, stream, subscribe, unsubscribe, unlock, lock, signOut
    case request, receipt, answer, scan
    case lost, promote, object, restriction
    case vault, saveVault, setPassphrase, checkPassphrase

    /// Below it stands everything of this protocol's first version.
    package static let base = "/api/v1"
    /// The web app, to which the links of the protocol lead.
    package static let app = "/app"
    /// The page on which a person who is signed in makes a link that adds a device; it asks for the sign-in itself.
    package static let addDevice = "/account/devices/add"

    /// As HTTP has it.
    package var method: String {
        switch self {
        case .server, .installation, .stream, .request, .vault: "GET"
        case .enrol, .heartbeat, .unlock, .signOut, .receipt, .answer, .scan, .lost, .promote,
            .checkPassphrase:
            "POST"
        case .rename: "PATCH"
        case .subscribe, .lock, .restriction, .saveVault, .setPassphrase: "PUT"
        case .unsubscribe, .object: "DELETE"
        }
    }

    /// The path with `{id}` in place of an id.
    package var pattern: String { Self.base + place }

    private var place: String {
        switch self {
        case .server: "/server"
        case .enrol: "/installations"
        case .installation, .rename: "/installation"
        case .heartbeat: "/installation/heartbeat"
        case .stream: "/installation/stream"
        case .subscribe, .unsubscribe: "/installation/push"
        case .unlock: "/installation/unlock"
        case .lock: "/installation/lock"
        case .signOut: "/installation/sign-out"
        case .request: "/requests/{id}"
        case .receipt: "/requests/{id}/receipts"
        case .answer: "/requests/{id}/answer"
        case .scan: "/scans"
        case .lost: "/devices/{id}/lost"
        case .promote: "/devices/{id}/primary"
        case .object: "/account/promotion"
        case .restriction: "/account/restriction"
        case .vault, .saveVault: "/vault"
        case .setPassphrase: "/passphrase"
        case .checkPassphrase: "/passphrase/check"
        }
    }

    /// The path of one thing. Ids are letters and digits; whatever else somebody says is one becomes an id that nothing
    /// has, so that it can't lead to another path.
    package func path(of id: String = "") -> String {
        let isPlain =
            (1...64).contains(id.utf8.count)
            && id.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x41...0x5A).contains($0) || (0x30...0x39).contains($0)
            }
        let parts = pattern.split(separator: "{id}", omittingEmptySubsequences: false)
        return parts.joined(separator: isPlain ? id : "0")
    }
}
