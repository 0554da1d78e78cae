/// The use cases of a person's own pages, one for each section.
package struct Own: Sendable {
    package let overview: OwnOverview
    package let identifiers: OwnIdentifiers
    package let password: OwnPassword
    package let authenticators: OwnAuthenticators
    package let keys: OwnKeys
    package let networks: OwnNetworks
    package let record: OwnRecord

    init(_ environment: Environment) {
        overview = OwnOverview(environment)
        identifiers = OwnIdentifiers(environment)
        password = OwnPassword(environment)
        authenticators = OwnAuthenticators(environment)
        keys = OwnKeys(environment)
        networks = OwnNetworks(environment)
        record = OwnRecord(environment)
    }
}
