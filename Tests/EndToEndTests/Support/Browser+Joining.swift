import Identity
import OneTimeCodes
import Pages
import ServiceFixtures
import SignInService
import Store
import Testing
import Web

extension Browser {
    static let goodPassword = "violet tram over water"

    /// Goes on from the page that shows a new app's secret to the end, as a person would.
    @discardableResult
    func enrolSecondStep(named name: String = "Phone", at now: Moment) async throws -> Answer {
        try await submit([.name: name, .code: try shownAppCode(at: now)], to: .secondStep)
        let digits = page.text.components(between: "<span>", and: "</span>").filter { $0.count == 5 }
        try await open(.joiningCodesConfirm)
        let label = try #require(page.between("<label for=\"code\">", "</label>"))
        let number = try #require(Int(label.drop { !$0.isNumber }.prefix { $0.isNumber }))
        return try await submit([.code: digits[(number - 1) * 4 + 2]], to: .joiningCodesConfirm)
    }

    /// What an app shows that has just read the page's QR code.
    func shownAppCode(at now: Moment) throws -> String {
        let link = try #require(page.between("href=\"otpauth:", "\"")).unescaped
        let totp = try OTPAuthURI(parsing: "otpauth:" + link).totp
        return try #require(totp.code(atStep: totp.step(at: now.secondsSinceEpoch))).text
    }

    /// Whether the person's own pages open.
    func isSignedIn() async throws -> Bool {
        try await open(.overview).place == Destination.overview.path
    }
}

extension World {
    /// The path of a set-up link.
    func setUpPath() async throws -> String {
        let link = try #require(try await services.administration.makeSetUpLink())
        return try path(of: link)
    }

    /// The path of an invitation.
    func invitationPath(
        _ address: String = "grace@example.org", role: AccountRecord.Role = .person
    ) async throws -> String {
        let outcome = try await services.administration.invite(
            .init(address: address, name: "Grace", language: .english, role: role))
        guard case .invited(_, let link) = outcome else { throw NotInvited() }
        return try path(of: link)
    }

    private func path(of link: Administration.HandedLink) throws -> String {
        let address = link.address.reveal()
        #expect(address.hasPrefix(World.origin + "/"))
        return String(address.dropFirst(World.origin.count))
    }

    struct NotInvited: Error {}
}
