internal import Foundation
internal import Identity
internal import SignInPolicy
internal import Store

/// What a browser walks through one request at a time, with a secret in its cookie: a sign-in, a password reset.
protocol Conversation: Codable, Sendable {
    /// What it is. It is a part of what is stored, so that the secret of one kind opens no other (ONCE-13).
    static var kind: Roads.Road { get }
    var lifetime: Lifetime { get }
    /// What the person has typed to say who they are; `nil` before that.
    var subject: Identifier? { get }
}

extension SignInAttempt: Conversation {
    static let kind = Roads.Road.signIn
    var subject: Identifier? { named?.identifier }
}

extension PasswordReset: Conversation {
    static let kind = Roads.Road.passwordReset
    var subject: Identifier? { named?.identifier }
}

/// A conversation as it is in one transaction, together with the account it is about.
struct OpenConversation<Machine: Conversation> {
    var record: AttemptRecord
    var machine: Machine
    /// `nil` before somebody is named, and for an identifier that names nobody.
    let account: AccountRecord?
    /// `nil` before somebody is named. A phantom for an identifier that names nobody.
    let shape: AccountShape?
}

/// Another request of the same browser was faster. The person's next request finds things as that one left them.
struct Overtaken: Error {}

typealias Attempts = Conversations<SignInAttempt>
typealias OpenAttempt = OpenConversation<SignInAttempt>

/// Loads and saves conversations. The machine travels as JSON; whoever saves must have read the newest one.
struct Conversations<Machine: Conversation>: Sendable {
    let environment: Environment

    /// Begins a conversation that nobody else knows the secret of.
    ///
    /// - Parameter id: a new one, given by callers who need it too.
    func begin(
        _ machine: Machine, named id: AttemptID? = nil, on account: AccountID?, in transaction: any WriteTransaction,
        at now: Moment
    ) throws -> Secret<String> {
        let secret = environment.tokens.token()
        try transaction.begin(
            AttemptRecord(
                id: id ?? environment.tokens.id(), secretHash: TokenHash(secret).bytes, account: account,
                state: try encode(machine), createdAt: now, expiresAt: machine.lifetime.end))
        return secret
    }

    /// - Returns: `nil` if the secret names no living conversation of this kind.
    func load(_ secret: Secret<String>, in transaction: any ReadTransaction, at now: Moment) throws
        -> OpenConversation<Machine>?
    {
        try open(transaction.attempt(secretHash: TokenHash(secret).bytes, at: now), in: transaction, at: now)
    }

    /// The same where it is about to go on: of requests that one browser sends at once, one goes after the other.
    func load(_ secret: Secret<String>, in transaction: any WriteTransaction, at now: Moment) throws
        -> OpenConversation<Machine>?
    {
        try open(transaction.holdAttempt(secretHash: TokenHash(secret).bytes, at: now), in: transaction, at: now)
    }

    private func open(_ record: AttemptRecord?, in transaction: any ReadTransaction, at now: Moment) throws
        -> OpenConversation<Machine>?
    {
        guard let record, let machine = try decode(record.state) else { return nil }
        let account = try record.account.flatMap(transaction.account)
        let shape = try account.map { try transaction.shape(of: $0, settings: environment.settings, at: now) }
        return OpenConversation(
            record: record, machine: machine, account: account,
            shape: shape ?? machine.subject.map(environment.phantom))
    }

    /// Keeps the machine's new state.
    ///
    /// - Parameter rotating: whether something was proven: the browser then gets a new secret (SESS-02).
    /// - Returns: the new secret, if there is one.
    func save(
        _ conversation: OpenConversation<Machine>, rotating: Bool, in transaction: any WriteTransaction
    ) throws -> Secret<String>? {
        var record = conversation.record
        record.state = try encode(conversation.machine)
        let secret = rotating ? environment.tokens.token() : nil
        guard try transaction.save(record, newSecretHash: secret.map { TokenHash($0).bytes }) else { throw Overtaken() }
        return secret
    }

    /// The machine as this request found it, before anything happened to it.
    func found(_ conversation: OpenConversation<Machine>) throws -> Machine? {
        try decode(conversation.record.state)
    }

    /// Removes a conversation that has given what it was for, or its refusal.
    func end(_ conversation: OpenConversation<Machine>, in transaction: any WriteTransaction) throws {
        guard try transaction.end(conversation.record) else { throw Overtaken() }
    }

    private func encode(_ machine: Machine) throws -> [UInt8] {
        Array(try JSONEncoder().encode(Labelled(machine: machine)))
    }

    /// - Returns: `nil` for a conversation of another kind.
    private func decode(_ state: [UInt8]) throws -> Machine? {
        try JSONDecoder().decode(Labelled<Machine>.self, from: Data(state)).machine
    }
}

/// A machine with its kind, as it is stored.
private struct Labelled<Machine: Conversation>: Codable {
    /// `nil` when what was stored is of another kind.
    let machine: Machine?

    private enum CodingKeys: CodingKey {
        case kind, machine
    }

    init(machine: Machine) {
        self.machine = machine
    }

    /// The kind is read first: a machine of another kind is not even looked at.
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let isOurs = try container.decode(Roads.Road.self, forKey: .kind) == Machine.kind
        machine = isOurs ? try container.decode(Machine.self, forKey: .machine) : nil
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(Machine.kind, forKey: .kind)
        try container.encode(machine, forKey: .machine)
    }
}

extension Environment {
    /// The account that an identifier without one pretends to be: always the same one.
    func phantom(_ identifier: Identifier) -> AccountShape {
        let isShared = if case .email(let address) = identifier { settings.isGroupAddress(address) } else { false }
        return AccountShape.phantom(
            account: keys.name(of: "account", ofUnknown: identifier), identifier: identifier,
            password: keys.name(of: "password", ofUnknown: identifier),
            mailbox: keys.name(of: "mailbox", ofUnknown: identifier), isShared: isShared)
    }
}
