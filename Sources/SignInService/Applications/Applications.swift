internal import Foundation
package import Identity
package import OpenIDConnect
internal import Store

/// An application as it is registered.
package struct RegisteredApplication: Sendable, Hashable {
    package let id: ApplicationID
    package let name: String
    package let metadata: ApplicationMetadata
    let secretHash: [UInt8]?
    package let createdAt: Moment

    init(_ record: ApplicationRecord) throws {
        id = record.id
        name = record.name
        metadata = try JSONDecoder().decode(ApplicationMetadata.self, from: Data(record.metadata))
        secretHash = record.secretHash
        createdAt = record.createdAt
    }
}

/// The applications that people sign in to through this server: registered and removed at its own terminal.
package struct Applications: Sendable {
    let environment: Environment

    init(_ environment: Environment) {
        self.environment = environment
    }

    /// A new application, and its secret, which is shown once.
    package struct Registration: Sendable {
        package let application: RegisteredApplication
        /// `nil` for one that can keep none.
        package let secret: Secret<String>?
    }

    /// The longest name that people are shown; ours.
    package static let longestName = 100

    /// Registers an application.
    package func register(named name: String, _ metadata: ApplicationMetadata) async throws -> Registration {
        let now = environment.time.now()
        let secret = metadata.authentication.hasSecret ? environment.tokens.token() : nil
        let record = ApplicationRecord(
            id: environment.tokens.id(), name: String(name.prefix(Self.longestName)),
            secretHash: secret.map { TokenHash($0).bytes }, metadata: Array(try JSONEncoder().encode(metadata)),
            createdAt: now)
        try await environment.store.write { transaction in
            try transaction.register(record)
            try transaction.record(
                AuditEntry(byConsole: .applicationAdded, of: nil, at: now, subject: record.id.rawValue))
        }
        return Registration(application: try RegisteredApplication(record), secret: secret)
    }

    /// All of them, oldest first.
    package func all() async throws -> [RegisteredApplication] {
        try await environment.store.read { try $0.applications().map(RegisteredApplication.init) }
    }

    /// Removes one with all that it was given: its tokens stop at once.
    ///
    /// - Returns: `false` if there is none of that ID.
    package func remove(_ id: ApplicationID) async throws -> Bool {
        let now = environment.time.now()
        return try await environment.store.write { transaction in
            guard try transaction.remove(application: id) else { return false }
            try transaction.record(AuditEntry(byConsole: .applicationRemoved, of: nil, at: now, subject: id.rawValue))
            return true
        }
    }

    /// The application that credentials belong to.
    ///
    /// - Parameter names: how an assertion may name this server.
    /// - Returns: `nil` if they are anything but the registered way with the right secret or signature (OP-14).
    package func authenticate(
        _ credentials: ClientCredentials, addressedTo names: Set<String>
    ) async throws -> RegisteredApplication? {
        guard let application = try await find(ApplicationID(credentials.application)),
            application.metadata.authentication == credentials.method
        else { return nil }
        if let text = credentials.assertion {
            return try await isProven(by: text, application, addressedTo: names) ? application : nil
        }
        switch (application.secretHash, credentials.secret) {
        case (.some(let hash), .some(let secret)):
            return Secret(hash).matches(Secret(TokenHash(secret).bytes)) ? application : nil
        case (nil, nil): return application.metadata.authentication == .none ? application : nil
        case (.some, nil), (nil, .some): return nil
        }
    }

    /// Whether an assertion shows that it is the application, for the first time (ONCE-08).
    private func isProven(
        by text: String, _ application: RegisteredApplication, addressedTo names: Set<String>
    ) async throws -> Bool {
        let now = environment.time.now()
        guard
            let assertion = try? ClientAssertion(
                verifying: text, of: application.id.rawValue, by: application.metadata.terms, audiences: names, at: now)
        else { return false }
        let mark = TokenHash(Secret(assertion.name)).bytes
        return try await environment.store.write { transaction in
            try transaction.spend(
                nonce: mark, of: "application \(application.id)", until: assertion.endsAt)
        }
    }

    func find(_ id: ApplicationID) async throws -> RegisteredApplication? {
        try await environment.store.read { try $0.application(id).map(RegisteredApplication.init) }
    }
}
