package import Identity

/// What a page can offer at one step, best first, and why it offers nothing else.
package struct Menu: Sendable, Hashable {
    package let offers: [Offer]
    package let withheld: [Withheld]

    package init(offers: [Offer], withheld: [Withheld]) {
        self.offers = offers
        self.withheld = withheld
    }

    /// What the page opens with; `nil` if nothing is left.
    package var best: Offer? { offers.first }

    /// The offer that a form's ``Offer/key`` names.
    package func offer(keyed key: String) -> Offer? { offers.first { $0.key == key } }

    /// The offer that an attempt remembers, if it is still one.
    package func offer(of choice: WayChoice) -> Offer? {
        offers.first { $0.method == choice.method && $0.authenticators == choice.authenticators }
    }
}

/// One way that somebody may take now.
package struct Offer: Sendable, Hashable {
    package let method: Method
    /// Any one of these will do. Empty for a passkey before the account is known.
    package let authenticators: [AuthenticatorID]
    /// What the person must have at hand.
    package let need: Need
    /// Whether the device may well be dead: offered last, with a warning, never waited for.
    package let isDoubtful: Bool
    /// Whether it is on a secondary device.
    package let isSecondary: Bool

    package init(
        method: Method, authenticators: [AuthenticatorID], need: Need, isDoubtful: Bool = false,
        isSecondary: Bool = false
    ) {
        self.method = method
        self.authenticators = authenticators
        self.need = need
        self.isDoubtful = isDoubtful
        self.isSecondary = isSecondary
    }

    /// What a person needs for an offer, in the terms that a menu row says it in.
    package enum Need: Sendable, Hashable {
        case memory
        case mailbox(EmailAddress)
        case number(PhoneNumber)
        /// The app on a device.
        case app(name: String, lastSeen: Moment?)
        /// A third-party TOTP app; one of several if there are several names.
        case codeApp(names: [String])
        case key(names: [String])
        case sheet
        case provider(UpstreamID)
    }

    /// What stands for this offer in a form.
    package var key: String {
        switch need {
        case .memory, .codeApp, .key, .sheet: method.rawValue
        case .mailbox, .number, .app, .provider:
            method.rawValue + (authenticators.first.map { ".\($0.rawValue)" } ?? "")
        }
    }

    /// What an attempt remembers of it.
    package var choice: WayChoice { WayChoice(method: method, authenticators: authenticators) }
}

/// The way that a person has chosen at a step.
package struct WayChoice: Sendable, Hashable, Codable {
    package let method: Method
    package let authenticators: [AuthenticatorID]

    package init(method: Method, authenticators: [AuthenticatorID]) {
        self.method = method
        self.authenticators = authenticators
    }
}

/// One way that is not offered.
package struct Withheld: Sendable, Hashable {
    package let method: Method
    /// `nil`: nothing of the kind is enrolled.
    package let authenticator: AuthenticatorID?
    package let reason: Reason

    /// Why it is not offered: for the log, the help code and the tests, never for a stranger.
    package enum Reason: Sendable, Hashable {
        case notEnrolled
        /// Enrolled and not proven yet.
        case pending
        /// Stopped by too many failures.
        case disabled
        /// The installation is dead.
        case gone
        /// No backup code left.
        case usedUp
        /// The server can't, or the policy does not want it.
        case notAllowed
        /// "It wasn't me" stopped approval requests.
        case approvalsStopped
        /// A group address.
        case sharedAddress
        /// Before anything is proven, codes go only to the address that was typed.
        case notTyped
        case neverFirst
        case neverSecond
        case notAfter(Method)
        case sameMethod
        /// It is lost in one stroke with the first step.
        case sameHolding
        case noAppLock
        /// The app is asked first only where there is no password.
        case onlyPasswordless
        /// The app is asked first only for a browser that the account knows.
        case unknownBrowser
        /// A passkey, or an app, that did not check its user.
        case userNotVerified
        /// It would not reach what is asked for.
        case tooWeak
    }
}
