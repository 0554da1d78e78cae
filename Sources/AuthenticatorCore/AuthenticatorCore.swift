// AuthenticatorCore is what an authenticator app for Aikagi has to do, without the app: for whoever puts one into a
// native app, a terminal or something else. It makes keys, signs requests and decisions, reads answers, keeps codes, and
// judges links. It sends nothing, stores nothing, shows nothing and reads no clock: the app does, with what this library
// hands it. It refuses to guess: an answer that is not what the protocol says is an error.
//
// An app goes like this. A link is read with ``AppLink`` and shown to the person. An ``Enrolment`` makes the keys and the
// first ``Call``; its answer is an ``Enrolled``, from which a ``SavedInstallation`` is made and kept. From that comes an
// ``Installation``, whose methods make all other calls. A call is an ``HTTPRequest`` to send as it is, and a way to read
// the answer:
//
//     let call = try installation.question(id, at: now())
//     let question = try call.answer(to: try await send(call.request))
//
// Where an answer is ``ServerRefusal/clockOff(serverTime:)``, the app corrects the installation's ``ServerClock`` and
// makes the call once more. Times are milliseconds since 1970, by the device's own clock where a parameter is called `now`.

internal import ApprovalProtocol

/// What this library can talk to.
public enum AuthenticatorProtocol {
    /// The versions of the protocol that are spoken, oldest first.
    public static let versions = ProtocolVersion.supported
}

/// A request to be sent as it is: the path and the query byte for byte, no redirect followed.
public struct HTTPRequest: Sendable {
    /// A field of the header.
    public struct Field: Sendable {
        public let name: String
        public let value: String
    }

    public let method: String
    public let url: String
    /// In lower case, without `Host` and `Content-Length`.
    public let fields: [Field]
    public let body: [UInt8]
}

/// What came back.
public struct HTTPAnswer: Sendable {
    public let status: Int
    /// The answer's `Content-Type`, if it had one.
    public let contentType: String?
    public let body: [UInt8]

    public init(status: Int, contentType: String?, body: [UInt8]) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }
}

/// One exchange with the server: what to send, and how to read what comes back.
public struct Call<Answer: Sendable>: Sendable {
    public let request: HTTPRequest
    private let read: @Sendable ([UInt8]) throws -> Answer

    init(request: HTTPRequest, read: @escaping @Sendable ([UInt8]) throws -> Answer) {
        self.request = request
        self.read = read
    }

    /// What the server says. Throws ``ServerRefusal`` for a refusal, and ``UnreadableAnswer`` for anything that is not of
    /// this protocol.
    public func answer(to answer: HTTPAnswer) throws -> Answer {
        guard (200..<300).contains(answer.status) else { throw ServerRefusal.reading(answer) }
        return try read(answer.body)
    }
}

/// An answer that is not what the protocol says: perhaps of something else that answers in the server's place.
public struct UnreadableAnswer: Error, Sendable, Hashable {
    public let status: Int
}
