/// The versions of this protocol. A request says its version in a field that its signature covers, so that nobody
/// between app and server can talk either side into an older one (DEV-18); no version has unsigned requests.
package enum ProtocolVersion {
    /// Neither side speaks a version of the other.
    package struct NothingInCommon: Error, Hashable {
        package let offered: [Int]
    }

    /// What this source speaks, oldest first.
    package static let supported = [1]

    /// What this source says in its requests.
    package static let current = 1

    /// The field of a request with its version, in lower case.
    package static let fieldName = "aikagi-protocol"

    /// The newest version that both sides speak, for an app that reads what a server offers.
    package static func newestInCommon(with offered: [Int]) throws(NothingInCommon) -> Int {
        guard let newest = offered.filter(supported.contains).max() else { throw NothingInCommon(offered: offered) }
        return newest
    }
}
