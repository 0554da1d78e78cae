internal import Bytes
package import Identity

/// With what an application says who it is at an endpoint of its own (RFC 6749 §2.3).
package struct ClientCredentials: Sendable {
    package let application: String
    /// `nil` for an application that has none.
    package let secret: Secret<String>?
    /// What it has signed, where it proves itself so.
    package let assertion: String?
    package let method: ApplicationMetadata.Authentication

    /// Why a request says it in no way, or in two.
    package enum Refusal: Error, Sendable, Hashable {
        case missing
        case several
        case malformed
    }

    /// - Parameter authorization: the `Authorization` field of the request.
    package init(authorization: String?, _ parameters: RequestParameters) throws(Refusal) {
        if parameters.has("client_assertion") || parameters.has("client_assertion_type") {
            guard authorization == nil, !parameters.has("client_secret") else { throw .several }
            try self.init(assertedIn: parameters)
        } else if let authorization {
            guard !parameters.has("client_secret") else { throw .several }
            try self.init(basic: authorization, parameters)
        } else {
            guard let id = parameters["client_id"] else { throw .missing }
            let secret = parameters["client_secret"].map { Secret($0) }
            self.init(of: id, secret: secret, by: secret == nil ? .none : .secretInForm)
        }
    }

    private init(
        of application: String, secret: Secret<String>? = nil, assertion: String? = nil,
        by method: ApplicationMetadata.Authentication
    ) {
        self.application = application
        self.secret = secret
        self.assertion = assertion
        self.method = method
    }

    private init(assertedIn parameters: RequestParameters) throws(Refusal) {
        guard let text = parameters["client_assertion"],
            parameters["client_assertion_type"] == ClientAssertion.type,
            let id = ClientAssertion.claimedApplication(in: text)
        else { throw .malformed }
        guard parameters["client_id"].map({ $0 == id }) ?? true else { throw .several }
        self.init(of: id, assertion: text, by: .privateKey)
    }

    private init(basic authorization: String, _ parameters: RequestParameters) throws(Refusal) {
        let parts = authorization.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "basic", let bytes = Self.decode(parts[1]),
            let pair = String(validating: bytes, as: UTF8.self)
        else { throw .malformed }
        let halves = pair.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        // RFC 6749 §2.3.1: both are encoded as in a form before they are put together.
        guard halves.count == 2, let id = FormEncoding.decode(halves[0]), let word = FormEncoding.decode(halves[1])
        else { throw .malformed }
        guard parameters["client_id"].map({ $0 == id }) ?? true else { throw .several }
        self.init(of: id, secret: Secret(word), by: .secretInHeader)
    }

    /// RFC 4648 §4: with the padding that our own values never have.
    private static func decode(_ text: Substring) -> [UInt8]? {
        let padding = text.reversed().prefix { $0 == "=" }.count
        guard padding == 0 || (padding <= 2 && text.utf8.count.isMultiple(of: 4)) else { return nil }
        return try? Base64.standard.decode(text.dropLast(padding))
    }
}
