package import Identity

/// Why a backup can't be written or restored, told apart by what the operator must do.
package enum BackupFault: Error, Sendable, Equatable, CustomStringConvertible {
    case exists(path: String)
    case notWritable(path: String)
    case missing(path: String)
    case notABackup(path: String)
    /// The first piece doesn't open.
    case wrongKeyOrDamaged(path: String)
    /// A later piece doesn't open, or the end is missing.
    case damaged(path: String)
    /// The backup was made by a newer version.
    case newerSchema(found: Int, known: Int)
    /// There is something in the database already.
    case notEmpty

    package var description: String {
        switch self {
        case .exists(let path): "\(path) exists already. Choose another name: a backup never writes over a file."
        case .notWritable(let path): "\(path) can't be written."
        case .missing(let path): "\(path) can't be read."
        case .notABackup(let path): "\(path) is not an Aikagi backup."
        case .wrongKeyOrDamaged(let path):
            "\(path) doesn't open: the master key is not the one of the server that made it, or the file is damaged."
        case .damaged(let path): "\(path) is damaged or cut off. Nothing has been restored from it."
        case .newerSchema(let found, let known):
            "The backup has schema version \(found); this version of Aikagi knows versions up to \(known)."
        case .notEmpty: "The database is not empty. Restore into a new one."
        }
    }
}

/// What a backup holds.
package struct BackupSummary: Sendable, Hashable {
    package let madeAt: Moment
    package let schemaVersion: Int
    package let rows: Int
}
