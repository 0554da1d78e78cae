/// What can go wrong with a database, told apart by what the operator must do.
///
/// None of these is an answer to a question about an account: a caller that meets one treats the thing it asked for
/// as not done, except for ``unknownOutcome``.
package enum StoreFault: Error, Sendable, Equatable {
    /// The disk or the quota of the database is full. Works again by itself when there is space.
    case diskFull
    /// Another process held the database longer than we wait. Works again by itself.
    case busy
    /// More steps are waiting than can be served. Works again by itself.
    case overloaded
    /// The database server doesn't answer. Works again by itself when it does.
    case unreachable(String)
    /// The connection broke while the database was committing: the write may or may not be there.
    case unknownOutcome
    /// A transaction lost against others every time it was tried.
    case contended
    /// Another process serves from this file.
    case inUse(path: String, process: String)
    /// The file can't be written, or its folder can't.
    case readOnly(String)
    /// The database is damaged, or is not ours. Nothing is served from it.
    case corrupted(String)
    /// The database was written by a newer version of Aikagi, which this one must not touch.
    case newerSchema(found: Int, known: Int)
    /// The master key is not the one that this database was made with.
    case wrongMasterKey
    /// The connection doesn't have a property that durability or safety rests on.
    case unsafeConnection(String)
    /// A rule that the schema holds was broken, which a verb should have prevented.
    case constraint(String)
    /// The database refused a statement.
    case statement(String)
    /// The store has been closed.
    case closed
}

extension StoreFault: CustomStringConvertible {
    /// Plain words for the operator; no value of a row is part of it.
    package var description: String {
        switch self {
        case .diskFull: "The disk that holds the database is full."
        case .busy: "Another process keeps the database locked."
        case .overloaded: "Too many steps are waiting for the database."
        case .unreachable(let reason): "The database can't be reached: \(reason)"
        case .unknownOutcome: "The connection to the database broke during a commit."
        case .contended: "A transaction was overtaken by others every time it was tried."
        case .inUse(let path, let process):
            "\(path) is in use by another Aikagi server (\(process)). Two servers can't share one SQLite file: "
                + "stop the other one, or use PostgreSQL."
        case .readOnly(let path): "\(path) can't be written."
        case .corrupted(let what): "The database is damaged: \(what). Restore it from a backup."
        case .newerSchema(let found, let known):
            "The database has schema version \(found); this version of Aikagi knows versions up to \(known). "
                + "Use the newer version, or restore a backup that was made before the upgrade."
        case .wrongMasterKey:
            "The master key is not the one that this database was made with. "
                + "Put the right key file back; nothing has been changed."
        case .unsafeConnection(let property): "The database connection is not safe to use: \(property)."
        case .constraint(let rule): "A rule of the schema was broken: \(rule)."
        case .statement(let message): "The database refused a statement: \(message)"
        case .closed: "The store has been closed."
        }
    }
}
