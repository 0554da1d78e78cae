/// A request as it goes out. The path and query of `url` are sent as they are written, so that a signature over them
/// stays true.
package struct HTTPRequest: Sendable {
    package var method: Method
    package var url: String
    package var fields: [(name: String, value: String)]
    package var body: [UInt8]

    /// What is asked of the resource.
    package enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    package init(
        _ method: Method, _ url: String, fields: [(name: String, value: String)] = [], body: [UInt8] = []
    ) {
        self.method = method
        self.url = url
        self.fields = fields
        self.body = body
    }

    /// Whether nothing in the request could end a line or begin another header.
    var isWellFormed: Bool {
        url.utf8.allSatisfy { (0x21...0x7E).contains($0) }
            && fields.allSatisfy { name, value in
                !name.isEmpty && name.utf8.allSatisfy(Self.isTokenCharacter)
                    && value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
            }
    }

    /// RFC 9110 §5.6.2.
    private static func isTokenCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}

/// The beginning of a response: everything before its body.
package struct HTTPResponseHead: Sendable {
    package var status: Int
    /// Names in lower case, in the order in which they came.
    package var fields: [(name: String, value: String)] = []

    /// The value of the first field with this name, written in lower case.
    package subscript(name: String) -> String? {
        fields.first { $0.name == name }?.value
    }
}

/// A whole response.
package struct HTTPResponse: Sendable {
    package let head: HTTPResponseHead
    package let body: [UInt8]

    package var status: Int { head.status }
}

/// A response whose body is still coming.
package struct HTTPStream: Sendable {
    package let head: HTTPResponseHead
    /// The body in pieces as they arrive; throws ``TransferFault`` when it breaks off. To be read once.
    package let body: AsyncThrowingStream<[UInt8], any Error>

    package var status: Int { head.status }
}

/// Why there is no response. Texts are for logs and administrators.
package enum TransferFault: Error, Sendable, Equatable {
    /// The request can't be sent as it is, or libcurl isn't in order.
    case unusable(String)
    /// The name leads to this address, and the rule forbids it.
    case addressRefused(IPAddress)
    /// No name server knows the host.
    case unresolvable
    /// No connection.
    case unreachable(String)
    /// A connection, but not to whom it should be: the certificate.
    case untrusted(String)
    case timedOut
    /// The body or the header has more bytes than allowed, or comes faster than it is read.
    case tooLarge
    /// The connection broke off, or what came over it is no HTTP.
    case broken(String)
    /// Too many transfers are under way.
    case busy
    case cancelled
    /// The client has ended.
    case stopped
}
