import ApprovalProtocol
import Identity
import Pages
import ServiceFixtures
import SignInService
import Web

extension Browser {
    /// Signs in up to the page that the second step begins with.
    @discardableResult
    func passFirstStep(as person: Person) async throws -> Answer {
        try await open(.signIn)
        try await submit([.identifier: person.address], to: .signIn)
        return try await submit([.password: person.password], to: .password)
    }

    /// Signs in with a phone in the other hand.
    @discardableResult
    func signIn(_ person: Person, with phone: Phone, in world: World) async throws -> Answer {
        try await passFirstStep(as: person)
        _ = try await world.approve(on: phone, number: page.shownNumber)
        return try await submit(to: .approval)
    }
}

extension Answer {
    /// The digits that are to be typed into the app, as a screen reader says them.
    var shownNumber: String? {
        between("class=\"big-number\"", "</p>")?.components(between: "<span class=\"unseen\">", and: "</span>").first?
            .filter(\.isNumber)
    }

    /// Whether the other ways stand open on the page that waits.
    var showsOtherWays: Bool { text.contains("<details class=\"ways\" id=\"ways\" open>") }
}
