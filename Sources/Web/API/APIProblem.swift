internal import ApprovalProtocol
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import NIOCore
internal import Pages
internal import SignInPolicy
internal import SignInService

/// Why the app is refused something. This file is the only one that says what a refusal or a fault is on the wire.
struct APIProblem: Error, Sendable {
    let code: ProblemCode
    var status: HTTPResponse.Status?
    var serverTime: Moment?
    var triesLeft: Int?
    var reason: GoneReason?
    var retryAfter: Duration?
    var vaultVersion: Int64?
    var keyNumber: Int64?
    /// For the log, never for the answer.
    var cause = ""

    init(_ code: ProblemCode, because cause: String = "") {
        self.code = code
        self.cause = cause
    }

    /// The problem with its text in one language.
    func response(in language: Language, words pages: PageLibrary) -> Response {
        let status = status ?? HTTPResponse.Status(integerLiteral: code.status)
        var problem = Problem(
            code, title: status.reasonPhrase, detail: pages.detail(of: AppProblem(code), in: language))
        problem.status = status.code
        problem.serverTime = serverTime?.millisecondsSinceEpoch
        problem.triesLeft = triesLeft
        problem.reason = reason
        problem.version = vaultVersion
        problem.keyNumber = keyNumber
        problem.retryAfter = retryAfter.map(\.secondsToWait)
        problem.supported = code == .versionUnsupported ? ProtocolVersion.supported : nil
        var response = Response.json(problem, status: status, type: Problem.contentType)
        if let seconds = problem.retryAfter { response.headers[.retryAfter] = String(seconds) }
        return response
    }
}

extension APIProblem {
    /// Any error at all.
    init(error: any Error) {
        switch error {
        case let problem as APIProblem: self = problem
        case let refusal as RequestRefusal: self.init(request: refusal)
        case let error as PageError: self.init(pageError: error)
        case let error as HTTPError where error.status == .notFound: self.init(.notFound)
        case let body as MalformedBody:
            self.init(.badInput, because: "JSON: \(body.cause)")
            status = .badRequest
        case is HTTPError, is DecodingError, is NIOTooManyBytesError: self.init(.badInput, because: "\(error)")
        default:
            self.init(.unavailable, because: "\(error)")
            if let fault = PassingFault(error) { retryAfter = fault.retryAfter } else { status = .internalServerError }
        }
    }

    private init(request refusal: RequestRefusal) {
        switch refusal {
        case .versionUnsupported: self.init(.versionUnsupported)
        case .bodyTooLong: self.init(.badInput, because: "\(refusal)")
        case .fieldMissing, .fieldRepeated, .signatureInputMalformed, .otherComponents, .parameters, .clockOff,
            .signatureMalformed, .contentDigest, .signatureWrong:
            self.init(.badSignature, because: "\(refusal)")
        }
    }

    private init(pageError: PageError) {
        switch pageError {
        case .misdirected, .notFound, .methodNotAllowed: self.init(.notFound, because: "\(pageError)")
        case .badRequest, .tooLarge: self.init(.badInput, because: "\(pageError)")
        case .forgedForm, .signInFirst, .startAgain, .stepUpFirst: self.init(.notAllowed, because: "\(pageError)")
        case .tooManyRequests(let wait): self.init(waiting: wait, code: .slowDown)
        case .unavailable(let wait): self.init(waiting: wait, code: .unavailable)
        case .fault(let description):
            self.init(.unavailable, because: description)
            status = .internalServerError
        }
    }

    private init(waiting wait: Duration, code: ProblemCode) {
        self.init(code)
        retryAfter = wait
    }

    /// Why a signed request is not carried out.
    init(contact refusal: Installations.Contact.Refusal) {
        switch refusal {
        case .badSignature: self.init(.badSignature)
        case .versionUnsupported: self.init(.versionUnsupported)
        case .clockOff(let time): self = .clockOff(time)
        case .replayed: self.init(.replayed)
        case .unknown: self.init(.unknownInstallation)
        case .gone(let ending): self = .gone(ending)
        case .notAllowed: self.init(.notAllowed)
        }
    }

    /// The body is not JSON, by its own account.
    static func otherContentType(_ type: String) -> APIProblem {
        var problem = APIProblem(.badInput, because: "content type \(type)")
        problem.status = .unsupportedMediaType
        return problem
    }

    /// Too often.
    static func slowDown(until moment: Moment, at now: Moment) -> APIProblem {
        APIProblem(waiting: moment - now, code: .slowDown)
    }

    static func clockOff(_ serverTime: Moment) -> APIProblem {
        var problem = APIProblem(.clockOff)
        problem.serverTime = serverTime
        return problem
    }

    static func gone(_ ending: InstallationEvidence.Ending) -> APIProblem {
        var problem = APIProblem(.gone)
        problem.reason = GoneReason(ending)
        return problem
    }

    /// The installation ended after its request had been let in; why, its next request is told.
    static let goneMeanwhile = APIProblem(.gone)

    static func wrong(_ code: ProblemCode, triesLeft: Int) -> APIProblem {
        var problem = APIProblem(code)
        problem.triesLeft = triesLeft
        return problem
    }
}

extension GoneReason {
    init(_ ending: InstallationEvidence.Ending) {
        self =
            switch ending {
            case .signedOut: .signedOut
            case .reportedLost: .reportedLost
            case .replaced: .replaced
            case .revoked: .revoked
            case .notAnswering: .notAnswering
            case .copied: .copied
            }
    }
}

extension AppProblem {
    fileprivate init(_ code: ProblemCode) {
        self =
            switch code {
            case .badSignature, .replayed: .badSignature
            case .clockOff: .clockOff
            case .versionUnsupported: .versionUnsupported
            case .unknownInstallation, .gone: .gone
            case .notFound: .notFound
            case .wrongNumber: .wrongNumber
            case .pinWrong: .pinWrong
            case .pinDestroyed: .pinDestroyed
            case .tooMany: .tooMany
            case .linkGone: .linkGone
            case .badInput: .badInput
            case .notAllowed: .notAllowed
            case .slowDown: .slowDown
            case .unavailable: .unavailable
            case .passphraseWrong: .passphraseWrong
            case .vaultChanged, .vaultKeyChanged: .vaultChanged
            }
    }
}

extension Duration {
    /// As `Retry-After` has it (RFC 9110 §10.2.3): seconds, rounded up, so that whoever waits that long is not early.
    fileprivate var secondsToWait: Int {
        let (seconds, attoseconds) = components
        return max(1, Int(seconds) + (attoseconds > 0 ? 1 : 0))
    }
}

extension Response {
    /// A body of the protocol.
    static func json(
        _ value: some Encodable, status: HTTPResponse.Status = .ok, type: String = "application/json"
    ) -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Values of ours, made of text and numbers: nothing in them can fail to be written.
        let body = (try? encoder.encode(value)) ?? Data()
        return Response(
            status: status, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }

    static let noContent = Response(status: .noContent)
}
