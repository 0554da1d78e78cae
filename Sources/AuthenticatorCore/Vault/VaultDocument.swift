/// What is in the vault (docs/formats/vault.md): codes of other services, and a mark for each that was removed.
///
/// Two copies that were changed apart are merged into one that has everything, in whatever order and however often they
/// meet: of two changes to one entry the newer counts, and everything else is in both.
struct VaultDocument: Sendable, Hashable {
    /// When something is changed, and on which installation.
    struct Stamp: Sendable, Hashable {
        let device: String
        /// Milliseconds since 1970.
        let now: Int64
    }

    private(set) var items: [String: VaultItem] = [:]

    /// More than anybody has, and below what the server takes.
    static let mostEntries = 1_000

    init() {}

    /// Nil if an id stands there twice.
    init?(_ list: [VaultItem]) {
        items = Dictionary(list.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        guard items.count == list.count else { return nil }
    }

    /// Those that are there, in the order in which they came.
    var entries: [(id: String, entry: VaultEntry)] {
        items.values.compactMap { item in item.entry.map { (item.id, $0) } }
            .sorted { ($0.1.added, $0.0) < ($1.1.added, $1.0) }
    }

    // MARK: Changing it

    /// Adds codes. Those that are there already stay as they are; if others have their names, the account is given a
    /// number, so that both can be told apart.
    ///
    /// - Returns: Whether they are new.
    mutating func add(_ codes: ImportedCodes, _ stamp: Stamp) -> Bool {
        var entry = VaultEntry(codes, added: stamp.now)
        let live = entries
        // An id out of a file counts only for the codes that it belongs to here, so that none is taken for another.
        let given = codes.entryID.flatMap { id in
            items[id]?.entry.map { $0.makesCodes(of: entry) } ?? true ? id : nil
        }
        let id = given ?? entry.derivedID
        let isKnown = live.contains { $0.id == id || ($0.entry.hasNames(of: entry) && $0.entry.makesCodes(of: entry)) }
        guard !isKnown else { return false }
        var number = 2
        while live.contains(where: { $0.entry.hasNames(of: entry) }) {
            entry.account = codes.account.isEmpty ? "(\(number))" : "\(codes.account) (\(number))"
            number += 1
        }
        entry.added = live.reduce(stamp.now) { max($0, $1.entry.added + 1) }
        put(entry, id: id, stamp)
        return true
    }

    /// Removes an entry, and leaves a mark that it was.
    mutating func remove(_ id: String, _ stamp: Stamp) {
        guard items[id]?.entry != nil else { return }
        put(nil, id: id, stamp)
    }

    /// Other names for an entry.
    mutating func rename(_ id: String, issuer: String, account: String, _ stamp: Stamp) {
        guard var entry = items[id]?.entry else { return }
        (entry.issuer, entry.account) = (issuer, account)
        put(entry, id: id, stamp)
    }

    /// Takes in what was kept before there was a vault; it is stamped when it is merged for the first time.
    mutating func takeOver(_ entry: VaultEntry, id given: String? = nil) {
        let id = given ?? entry.derivedID
        if items[id] == nil { items[id] = VaultItem(id: id, changed: 0, device: "", entry: entry) }
    }

    /// A change of what is known is newer than it, however wrong the clock.
    private mutating func put(_ entry: VaultEntry?, id: String, _ stamp: Stamp) {
        let changed = max(stamp.now, (items[id]?.changed ?? 0) + 1)
        items[id] = VaultItem(id: id, changed: changed, device: stamp.device, entry: entry)
    }

    // MARK: Merging

    /// Gives a stamp to what has none, so that no older removal elsewhere takes it away.
    mutating func stampAll(_ stamp: Stamp) {
        for (id, item) in items where item.changed == 0 {
            items[id] = VaultItem(id: id, changed: stamp.now, device: stamp.device, entry: item.entry)
        }
    }

    /// Everything that either has. Which of the two is asked makes no difference.
    func merged(with other: Self) -> Self {
        var merged = self
        merged.items.merge(other.items) { $1.isNewer(than: $0) ? $1 : $0 }
        return merged
    }
}

extension VaultItem {
    /// A total order: the stamp, then the device, then being there over being removed, then the bytes.
    fileprivate func isNewer(than other: Self) -> Bool {
        if changed != other.changed { return changed > other.changed }
        if device != other.device { return other.device.utf8.lexicographicallyPrecedes(device.utf8) }
        if (entry == nil) != (other.entry == nil) { return entry != nil }
        return VaultForm.bytes(of: other).lexicographicallyPrecedes(VaultForm.bytes(of: self))
    }
}
