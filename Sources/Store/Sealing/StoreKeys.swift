import Crypto

/// The keys that the verbs use, all derived from the master key.
struct StoreKeys: Sendable {
    let sealer: Sealer
    let masterKey: MasterKey
    private let codeKey: SymmetricKey
    private let auditHeadKey: SymmetricKey
    private let checkKey: SymmetricKey

    init(masterKey: MasterKey) {
        self.masterKey = masterKey
        sealer = Sealer(masterKey: masterKey)
        codeKey = masterKey.derived("one-time code")
        auditHeadKey = masterKey.derived("audit head")
        checkKey = masterKey.derived("key check")
    }

    /// What the database keeps of a short code. A plain hash of eight digits could be searched in a second, so it is a
    /// MAC, bound to the row that the code belongs to.
    func mark(ofCode code: String, row: String) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array("\(row)\u{0}\(code)".utf8), using: codeKey))
    }

    /// The seal on the end of the audit chain: without the key nobody can shorten the chain and close it again.
    func sealOfAuditHead(sequence: Int64, hash: [UInt8]) -> [UInt8] {
        let number = withUnsafeBytes(of: sequence.bigEndian) { Array($0) }
        return Array(HMAC<SHA256>.authenticationCode(for: number + hash, using: auditHeadKey))
    }

    /// A value that only this master key gives, kept in the database to recognise the key again.
    var checkValue: [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array("key check".utf8), using: checkKey))
    }
}
