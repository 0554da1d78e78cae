internal import Bytes
package import Identity

/// With what an application says who it is at an endpoint of its own (RFC 6749 §2.3).
package struct ClientCredentials: Sendable {
    package let application: String
    /// `nil` for an application that has none.
    package let secret: Secret<String>?
    package let method: ApplicationMetadata.Authentication

    /// Why a request says it in no way, or in two.
    package enum Refusal: Error, Sendable, Hashable {
        case missing
        case several
        case malformed
    }

    /// - Parameter authorization: the `Authorization` field of the request.
    package init(authorization: String?, _ parameters: RequestParameters) throws(Refusal) {
        guard let authorization else {
            guard let id = parameters["client_id"] else { throw .missing }
            application = id
            secret = parameters["client_secret"].map { Secret($0) }
            method = secret == nil ? .none : .secretInForm
            return
        }
        guard !parameters.has("client_secret") else { throw .several }
        let parts = authorization.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "basic", let bytes = Self.decode(parts[1]),
            let pair = String(validating: bytes, as: UTF8.self)
        else { throw .malformed }
        let halves = pair.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        // RFC 6749 §2.3.1: both are encoded as in a form before they are put together.
        guard halves.count == 2, let id = FormEncoding.decode(halves[0]), let word = FormEncoding.decode(halves[1])
        else { throw .malformed }
        guard parameters["client_id"].map({ $0 == id }) ?? true else { throw .several }
        application = id
        secret = Secret(word)
        method = .secretInHeader
    }

    /// RFC 4648 §4: with the padding that our own values never have.
    private static func decode(_ text: Substring) -> [UInt8]? {
        let padding = text.reversed().prefix { $0 == "=" }.count
        guard padding == 0 || (padding <= 2 && text.utf8.count.isMultiple(of: 4)) else { return nil }
        return try? Base64.standard.decode(text.dropLast(padding))
    }
}
