// PublicKeyCredentials is the relying party's part of WebAuthn Level 3: it writes the options that a browser asks an
// authenticator with, and verifies what comes back by every step of §7.1 (registration) and §7.2 (authentication), each
// cited where it is taken and each with a refusal of its own.
//
// It keeps nothing and knows no account: which challenge was given to whom, which credentials are whose, and whether a
// counter that went back is forgiven, is the caller's. It refuses what the standard lets a relying party refuse wherever
// letting it through could help a stranger: pages in frames, keys of other algorithms, data of two readings.
internal import Crypto

/// The party that credentials are made for: this server, as browsers know it.
package struct RelyingParty: Sendable {
    /// A registrable domain or a part of it: `id.example.org`. Never taken from a request.
    package let id: String
    /// What people read in their authenticator.
    package let name: String
    /// Origins whose pages may use its credentials, as browsers write them: scheme, host, and a port that isn't the
    /// scheme's own. Compared letter by letter.
    package let origins: Set<String>
    /// Origins of pages that may hold ours in a frame; of none, normally.
    package let topOrigins: Set<String>

    package init(id: String, name: String, origins: Set<String>, topOrigins: Set<String> = []) {
        self.id = id
        self.name = name
        self.origins = origins
        self.topOrigins = topOrigins
    }

    /// What authenticators put in place of the identifier.
    var hash: [UInt8] { Array(SHA256.hash(data: Array(id.utf8))) }
}
