/// The sections of a person's own pages, in the order in which the list shows them.
package enum Section: String, Sendable, CaseIterable {
    case overview, identifiers, password, devices, keys, authenticatorApps, backupCodes, passphrase, sessions, networks,
        connections,
        activity
    case language
}
