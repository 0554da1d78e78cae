// SignInService carries out what people and administrators want: each use case loads what it needs, has a proof
// verified, asks the machines of SignInPolicy what that means, and saves the answer with everything that belongs to it
// in one transaction. It makes no rule, knows no HTTP and no page, and speaks no SQL.
//
// The pattern of every use case that takes a proof is the same three steps, because hashing must not happen inside a
// transaction: *admit* (count the try, in a transaction), *examine* (hash, outside), *settle* (spend, decide and save,
// in a transaction). `Proofs/ProofChecker.swift` is that pattern; `SignIn/SignIn.swift` is its first user.

package import Delivery
package import Identity
package import Logging
package import PasswordHashing
package import Store

/// What every use case works with. Values and handles only: there is one of it in a process.
///
/// A class, because every use case holds it: as a value it made each of them half a kilobyte, ``Services`` dozens of
/// them, and every function that passes one on as much memory for each connection that waits in it.
package final class Environment: Sendable {
    package let store: Store
    package let passwords: PasswordHasher
    package let outbox: Outbox
    package let time: any TimeSource
    package let tokens: TokenSource
    package let settings: ServiceSettings
    package let keys: ServiceKeys
    /// How apps are woken; `nil` where none is, as in most tests.
    package let push: PushMessenger?
    package let logger: Logger

    package init(
        store: Store, passwords: PasswordHasher, outbox: Outbox, time: any TimeSource,
        tokens: TokenSource = TokenSource(), settings: ServiceSettings, keys: ServiceKeys,
        push: PushMessenger? = nil, logger: Logger
    ) {
        self.store = store
        self.passwords = passwords
        self.outbox = outbox
        self.time = time
        self.tokens = tokens
        self.settings = settings
        self.keys = keys
        self.push = push
        self.logger = logger
    }
}

/// All use cases, for the edge and for the commands. A class for the reason that ``Environment`` is one.
package final class Services: Sendable {
    package let environment: Environment
    package let health: Health
    package let administration: Administration
    package let sessions: Sessions
    package let trustedBrowsers: TrustedBrowsers
    package let signIn: SignIn
    package let roads: Roads
    package let enrolling: Enrolling
    package let stepUps: StepUps
    package let approvals: Approvals
    package let scans: Scans
    package let installations: Installations
    package let passwordResets: PasswordResets
    package let own: Own
    package let passphrases: Passphrases
    package let vaults: Vaults
    package let registrations: Registrations
    package let links: Links
    package let setUp: SetUp
    package let invitations: Invitations
    package let applications: Applications
    package let signingKeys: SigningKeys
    package let authorizations: Authorizations
    package let applicationTokens: ApplicationTokens
    package let signingOut: SigningOut
    package let deviceSignIns: DeviceSignIns
    package let connections: Connections
    package let logoutNotices: LogoutNotices

    package init(_ environment: Environment) {
        self.environment = environment
        health = Health(environment)
        administration = Administration(environment)
        sessions = Sessions(environment)
        trustedBrowsers = TrustedBrowsers(environment)
        signIn = SignIn(environment)
        roads = Roads(environment: environment)
        enrolling = Enrolling(environment)
        stepUps = StepUps(environment)
        approvals = Approvals(environment)
        scans = Scans(environment)
        installations = Installations(environment)
        passwordResets = PasswordResets(environment)
        own = Own(environment)
        passphrases = Passphrases(environment)
        vaults = Vaults(environment)
        registrations = Registrations(environment)
        links = Links(environment)
        setUp = SetUp(environment)
        invitations = Invitations(environment)
        applications = Applications(environment)
        signingKeys = SigningKeys(environment)
        authorizations = Authorizations(environment)
        applicationTokens = ApplicationTokens(environment)
        signingOut = SigningOut(environment)
        deviceSignIns = DeviceSignIns(environment)
        connections = Connections(environment)
        logoutNotices = LogoutNotices(environment)
    }
}
