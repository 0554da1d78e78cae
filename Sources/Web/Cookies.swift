internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import SignInPolicy

/// The cookies of this server. All carry the `__Host-` prefix: the browser then takes them only with `Secure`, for this
/// host alone and for the whole of it, so that no sub-domain can plant one (RFC 6265bis §4.1.3.2).
enum CookieName: String, CaseIterable {
    /// The session's secret.
    case session = "__Host-aikagi-session"
    /// The secret of the sign-in attempt or password reset under way.
    case attempt = "__Host-aikagi-attempt"
    /// The browser's own mark: seeds form tokens, and is remembered for an account once somebody has signed in here.
    case browser = "__Host-aikagi-browser"
    /// The secret of a browser in which somebody is spared the second step. Not the browser's own mark: that one is set
    /// for everybody and worth nothing (decision 22).
    case trust = "__Host-aikagi-trust"
    /// The token of a link that was opened and not used yet.
    case link = "__Host-aikagi-link"
    /// The language chosen by somebody who is not signed in.
    case language = "__Host-aikagi-language"
    /// The page of theirs that somebody opened who was not signed in: where the sign-in leads.
    case wanted = "__Host-aikagi-wanted"

    /// How long that page is remembered, in seconds: as long as a sign-in may take.
    static let wantedAge = Int(Limits.attemptLife.wholeSeconds)

    /// How long a browser keeps its mark, in seconds. Browsers cut longer ones to 400 days (RFC 6265bis §5.5).
    static let markAge = 400 * 24 * 60 * 60
}

/// What the `Cookie` fields of one request hold, read once and without judgement in between.
///
/// A name that appears twice counts as absent: which of the two is ours can't be told (SESS-17).
struct CookieJar: Sendable {
    private let values: [CookieName: String]

    /// Tokens of ours are 43 characters; anything far beyond that was not set by us.
    private static let longestValue = 128

    init(_ fields: HTTPFields) {
        var values: [CookieName: String] = [:]
        var seen: Set<CookieName> = []
        for field in fields[values: .cookie] {
            for pair in field.split(separator: ";", maxSplits: 100) {
                let parts = pair.drop(while: { $0 == " " }).split(
                    separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2, let name = CookieName(rawValue: String(parts[0])) else { continue }
                guard seen.insert(name).inserted else {
                    values[name] = nil
                    continue
                }
                if parts[1].utf8.count <= Self.longestValue, parts[1].utf8.allSatisfy(Self.isTokenByte) {
                    values[name] = String(parts[1])
                }
            }
        }
        self.values = values
    }

    private init(values: [CookieName: String]) {
        self.values = values
    }

    subscript(_ name: CookieName) -> String? { values[name] }

    /// The same cookies with one set, as the next request will carry it.
    func adopting(_ value: String, as name: CookieName) -> CookieJar {
        CookieJar(values: values.merging([name: value]) { $1 })
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

extension Response {
    /// Sets a cookie that scripts can't read and other sites can't make the browser send with a form.
    ///
    /// - Parameter maximumAge: Seconds that the browser may keep it; without one it ends with the browser.
    mutating func set(_ name: CookieName, to value: String, maximumAge: Int? = nil) {
        let age = maximumAge.map { "; Max-Age=\($0)" } ?? ""
        headers.append(
            HTTPField(
                name: .setCookie, value: "\(name.rawValue)=\(value); Path=/; Secure; HttpOnly; SameSite=Lax\(age)"))
    }

    /// Tells the browser to forget a cookie.
    mutating func forget(_ name: CookieName) {
        set(name, to: "", maximumAge: 0)
    }
}
