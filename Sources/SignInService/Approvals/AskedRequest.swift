internal import ApprovalProtocol
internal import Foundation
internal import Identity
internal import SignInPolicy
internal import Store

/// A request as it is in one transaction: the row, and the machine that is its state.
struct AskedRequest: Sendable {
    var record: ApprovalRequestRecord
    var machine: ApprovalRequest
    let context: ApprovalContext

    init(_ record: ApprovalRequestRecord) throws {
        self.record = record
        machine = try JSONDecoder().decode(ApprovalRequest.self, from: Data(record.state))
        context = try JSONDecoder().decode(ApprovalContext.self, from: Data(record.context.reveal()))
    }

    /// What the app is shown. The texts are the server's own observations; the app shows them as text (PUSH-13).
    func summary(accountName: String) -> RequestSummary {
        RequestSummary(
            id: record.id.rawValue, purpose: machine.purpose.wire, nonce: WireBytes(record.nonce),
            digits: record.number.map { $0.reveal().count }, expires: record.expiresAt.millisecondsSinceEpoch,
            context: RequestSummary.Context(
                application: context.application, place: "", address: context.address, browser: context.browser,
                at: record.createdAt.millisecondsSinceEpoch),
            accountName: accountName)
    }
}

/// What a request is about, sealed beside it.
struct ApprovalContext: Codable, Sendable {
    /// What is signed in to.
    let application: String
    let address: String
    let browser: String
    /// The generation of the account's authenticators when it was asked; another one means that an answer comes too late
    /// (PUSH-19).
    let generation: Int
}

/// Which conversation waits for an answer.
enum ApprovalOwner {
    case attempt(AttemptID)
    case session(SessionID)
    case test(AuthenticatorID)

    /// Its name in the store.
    var name: String {
        switch self {
        case .attempt(let id): Enrolment.Holder.attempt(id).name
        case .session(let id): Enrolment.Holder.session(id).name
        case .test(let id): "test \(id)"
        }
    }
}

extension ApprovalRequest.Purpose {
    fileprivate var wire: RequestSummary.Purpose {
        switch self {
        case .signIn: .signIn
        case .stepUp: .stepUp
        case .test: .test
        case .scan: .scan
        }
    }
}

extension ReadTransaction {
    /// The newest request of a conversation, open or over.
    func newestRequest(of owner: ApprovalOwner) throws -> AskedRequest? {
        try approvalRequest(ownedBy: owner.name).map(AskedRequest.init)
    }

    /// A request of the installation's own account that concerns it; `nil` if there is none or the installation is gone.
    func asked(_ id: ApprovalRequestID, of installation: AuthenticatorID) throws -> (
        request: AskedRequest, installation: InstallationRecord
    )? {
        guard let asked = try self.installation(installation), asked.ending == nil,
            let record = try approvalRequest(id), record.account == asked.account
        else { return nil }
        let request = try AskedRequest(record)
        guard request.machine.concerns(installation), request.machine.purpose == .test || asked.activatedAt != nil
        else { return nil }
        return (request, asked)
    }
}

extension WriteTransaction {
    /// The same, under the account's lock: of two answers at once the second sees what the first has made of it.
    func holdAsked(_ id: ApprovalRequestID, of installation: AuthenticatorID) throws -> (
        request: AskedRequest, installation: InstallationRecord
    )? {
        guard let account = try self.installation(installation)?.account, try holdAccount(account) != nil else {
            return nil
        }
        return try asked(id, of: installation)
    }

    /// Keeps the machine's new state.
    func save(_ request: AskedRequest, at now: Moment) throws {
        var record = request.record
        record.state = try request.machine.stored()
        record.isOpen = request.machine.isUndecided(at: now)
        guard try save(record) else { throw Overtaken() }
    }
}

extension ApprovalRequest {
    func stored() throws -> [UInt8] { Array(try JSONEncoder().encode(self)) }

    /// Whether anything can still come of it: it waits for an answer, or its approval for the browser.
    func isUndecided(at now: Moment) -> Bool {
        switch phase(at: now) {
        case .sent, .arrived, .shown, .approved: true
        case .refused, .notMe, .expired, .superseded, .withdrawn, .spent: false
        }
    }
}
