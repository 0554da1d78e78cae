import HTTPTypes
import HummingbirdTesting
import Identity
import NIOCore
import Pages
import ServiceFixtures
import Web

/// A browser as far as the server can tell: keeps cookies, fills in the forms of the page it is on, follows redirects.
///
/// An actor, because tests may send from several tasks at once, and a cookie jar is one thing.
actor Browser {
    static let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

    private let site: Site
    private let language: String
    private let userAgent: String
    /// What the proxy before the server says of where it is. A test may move it.
    private var address: String?
    private(set) var cookies: [String: String] = [:]
    /// The page that is open.
    private(set) var page = Answer.blank

    init(on site: Site, language: String, userAgent: String, address: String? = nil) {
        self.site = site
        self.address = address
        self.language = language
        self.userAgent = userAgent
    }

    /// There is no form like that on the page.
    struct NoForm: Error {
        let path: String
        let page: String
    }

    // MARK: What a person does

    /// Takes the device to another network.
    func move(to address: String) { self.address = address }

    @discardableResult
    func open(_ destination: Destination, query: String = "") async throws -> Answer {
        try await open(destination.path + (query.isEmpty ? "" : "?\(query)"))
    }

    @discardableResult
    func open(_ path: String) async throws -> Answer {
        try await settle(try await send(.get, path), from: path)
    }

    /// Fills in the form of the open page that goes to `destination` and sends it with its hidden fields.
    ///
    /// - Parameter index: which one, where the page has several to the same place.
    @discardableResult
    func submit(_ fields: [FormField: String] = [:], to destination: Destination, at index: Int = 0) async throws
        -> Answer
    {
        let forms = page.forms.filter { $0.action == destination.path }
        guard forms.indices.contains(index) else { throw NoForm(path: destination.path, page: page.text) }
        let typed = Dictionary(uniqueKeysWithValues: fields.map { ($0.key.rawValue, $0.value) })
        let all = forms[index].hidden.merging(typed) { $1 }
        return try await settle(try await post(all, to: destination.path), from: destination.path)
    }

    // MARK: What a person can't do

    /// Sends a form without a page, token or redirects.
    func post(
        _ fields: [String: String], to path: String, headers: [(HTTPField.Name, String)] = []
    ) async throws -> Answer {
        let body = fields.sorted { $0.key < $1.key }.map { "\(Self.encode($0))=\(Self.encode($1))" }
            .joined(separator: "&")
        return try await send(
            .post, path, body: body, headers: [(.contentType, "application/x-www-form-urlencoded")] + headers)
    }

    /// Sends one request and takes the cookies of its answer.
    func send(
        _ method: HTTPRequest.Method, _ path: String, body: String? = nil,
        headers extra: [(HTTPField.Name, String)] = []
    ) async throws -> Answer {
        var headers: HTTPFields = [.userAgent: userAgent, .acceptLanguage: language]
        if !cookies.isEmpty {
            headers[.cookie] = cookies.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }.joined(separator: "; ")
        }
        if let address, let name = HTTPField.Name("X-Forwarded-For") { headers[name] = address }
        for (name, value) in extra { headers[name] = value }
        let response = try await site.client.executeRequest(
            uri: path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) })
        let answer = Answer(response)
        for cookie in answer.setCookies { cookies[cookie.name] = cookie.isForgotten ? nil : cookie.value }
        return answer
    }

    /// Takes on a cookie, as a thief or a careless proxy would.
    func plant(_ name: String, _ value: String?) { cookies[name] = value }

    /// A second browser with the same cookies.
    func copy() async -> Browser {
        let other = Browser(on: site, language: language, userAgent: userAgent)
        for (name, value) in cookies { await other.plant(name, value) }
        return other
    }

    private func settle(_ answer: Answer, from path: String) async throws -> Answer {
        var answer = answer
        var redirects = 0
        while let location = answer.location, answer.status == 303, redirects < 8 {
            redirects += 1
            answer = try await send(.get, location)
            answer.path = location
        }
        if answer.path.isEmpty { answer.path = path }
        page = answer
        return answer
    }

    private static func encode(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                String(UnicodeScalar(byte))
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        }.joined()
    }
}
