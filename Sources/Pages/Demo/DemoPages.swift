package import Identity

/// Where the pages of the demo application lead: it is a site of its own.
package struct DemoLinks: Sendable {
    package let signIn: String
    /// With two steps, with a key, with fresh proof.
    package let demandTwo: String
    package let demandKey: String
    package let demandAgain: String
    package let signOut: String
    /// The person's own pages at Aikagi.
    package let account: String

    package init(
        signIn: String, demandTwo: String, demandKey: String, demandAgain: String, signOut: String, account: String
    ) {
        self.signIn = signIn
        self.demandTwo = demandTwo
        self.demandKey = demandKey
        self.demandAgain = demandAgain
        self.signOut = signOut
        self.account = account
    }
}

/// The first page of the demo application: what it is, and the way to Aikagi.
package struct DemoStartPage: Page {
    package static let template = "demo-start"

    /// Why the last try came to nothing, in the words of the specifications; `nil` if there was none.
    package let trouble: String?
    /// Whether somebody has just signed out.
    package let isSignedOut: Bool
    /// Where Aikagi is.
    package let provider: String
    package let links: DemoLinks

    package init(provider: String, links: DemoLinks, trouble: String? = nil, isSignedOut: Bool = false) {
        self.links = links
        self.provider = provider
        self.trouble = trouble
        self.isSignedOut = isSignedOut
    }

    package func fields(in wording: Wording) -> Fields {
        [
            "lead": wording.text("demo-start.lead", ["provider": provider]),
            "signInLink": links.signIn, "hasTrouble": trouble != nil,
            "trouble": trouble.map { wording.text("demo-start.trouble", ["code": $0]) } ?? "",
            "isSignedOut": isSignedOut,
        ]
    }
}

/// What the demo application has learnt of a person, as an application sees it.
package struct DemoSignedInPage: Page {
    package static let template = "demo-signed-in"

    package let name: String?
    package let email: String?
    package let subject: String
    /// `acr`.
    package let context: String
    /// `amr`.
    package let methods: [String]
    package let authenticatedAt: Moment?
    /// The whole ID token's claims, a line each.
    package let claims: [(name: String, value: String)]
    package let links: DemoLinks

    package init(
        name: String?, email: String?, subject: String, context: String, methods: [String], authenticatedAt: Moment?,
        claims: [(name: String, value: String)], links: DemoLinks
    ) {
        self.name = name
        self.email = email
        self.subject = subject
        self.context = context
        self.methods = methods
        self.authenticatedAt = authenticatedAt
        self.claims = claims
        self.links = links
    }

    package func fields(in wording: Wording) -> Fields {
        [
            "title": name.map { wording.text("demo-signed-in.title", ["name": $0]) }
                ?? wording.text("demo-signed-in.title-nameless"),
            "hasEmail": email != nil, "email": email ?? "", "subject": subject,
            "strength": wording.text(Self.key(of: context)), "context": context,
            "methods": methods.joined(separator: ", "),
            "hasTime": authenticatedAt != nil, "time": authenticatedAt.map(wording.ago) ?? "",
            "claims": claims.map { ["name": $0.name, "value": $0.value] as Fields },
            "account": links.account, "demandTwo": links.demandTwo, "demandKey": links.demandKey,
            "demandAgain": links.demandAgain, "signOutLink": links.signOut,
        ]
    }

    private static func key(of context: String) -> String {
        switch context {
        case "phr": "demo-signed-in.phr"
        case "mfa": "demo-signed-in.mfa"
        default: "demo-signed-in.sfa"
        }
    }
}
