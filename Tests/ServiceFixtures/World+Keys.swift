package import Identity
package import SignInPolicy
package import SignInService

extension SignInRules {
    /// The rules of a server whose people may use passkeys and security keys.
    package static let withKeys = SignInRules(methods: builtMethods.union([.passkey, .securityKey]))
}

/// Something that a test took for granted did not happen.
package struct Unexpected: Error, CustomStringConvertible {
    package let description: String
    package init(_ what: Any) { description = "\(what)" }
}

extension World {
    /// Adds a key past its page, for somebody who has another second factor, and gives it with its owner's handle.
    package func add(
        _ soft: SoftKey, as method: Identity.Method = .passkey, named name: String = "Key", to person: Person,
        by session: LiveSession
    ) async throws -> SoftKey {
        var key = soft
        guard case .added = try await submit(&key, as: method, named: name, for: person, by: session) else {
            throw Unexpected("the key was not added")
        }
        return key
    }

    /// Puts the question for a new key and takes the answer.
    package func submit(
        _ key: inout SoftKey, as method: Identity.Method = .passkey, named name: String = "Key", for person: Person,
        by session: LiveSession
    ) async throws -> Enrolling.KeyAnswered {
        let holder = Enrolment.Holder.session(session.id)
        guard case .ask(let questions) = try await services.enrolling.beginKey(for: person.account, heldBy: holder)
        else { throw Unexpected("there was no question") }
        let options = method == .passkey ? questions.passkey : questions.securityKey
        let answer = NewKeyAnswer(
            ceremony: questions.ceremony.rawValue, for: method, credential: try key.create(options))
        return try await services.enrolling.submit(
            key: answer, named: name, for: person.account, heldBy: holder, from: client())
    }

    /// Signs in with a passkey and no identifier.
    package func discover(_ key: inout SoftKey, from client: Client) async throws -> SignIn.Discovery {
        guard let question = try await services.signIn.keyQuestion(from: client) else {
            throw Unexpected("there was no question")
        }
        return try await services.signIn.discover(try key.answer(to: question), from: client)
    }
}

extension SoftKey {
    /// The signature that a browser sends for a question.
    package mutating func answer(to question: KeyQuestion) throws -> KeyAnswer {
        KeyAnswer(ceremony: question.ceremony.rawValue, credential: try sign(question.options))
    }
}
