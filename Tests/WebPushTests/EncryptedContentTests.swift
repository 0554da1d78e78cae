import Bytes
import Crypto
import TestSupport
import Testing
import WebPush

@Suite struct `Encrypted content` {
    private typealias Refusal = EncryptedContent.Refusal

    @Test func `CRY-02: is byte for byte what RFC 8188 shows, one record and two, both ways`() throws {
        let cases = try Vectors.cases(in: "web-push/content-rfc8188.txt")
        #expect(cases.count == 2)
        for fields in cases {
            let parameters = EncryptedContent.Parameters(
                keyMaterial: try Base64.url.decode(fields[1]), salt: try Base64.url.decode(fields[2]),
                recordSize: try #require(UInt32(fields[3])), keyIdentifier: Array(fields[4].utf8))
            let content = Array(fields[6].utf8)
            let message = try EncryptedContent.encrypt(
                content, with: parameters, padding: try #require(Int(fields[5])))
            #expect(Base64.url.encode(message) == fields[7], "§\(fields[0])")
            let opened = try EncryptedContent.decrypt(message) { identifier in
                #expect(identifier == parameters.keyIdentifier)
                return parameters.keyMaterial
            }
            #expect(opened == content)
        }
    }

    @Test func `CRY-01: is what another implementation makes of it, and reads`() throws {
        let cases = try Vectors.cases(in: "web-push/content-http-ece.txt")
        #expect(cases.count == 5)
        for fields in cases {
            let parameters = EncryptedContent.Parameters(
                keyMaterial: try Base64.url.decode(fields[1]), salt: try Base64.url.decode(fields[2]),
                recordSize: try #require(UInt32(fields[3])))
            let (content, message) = (try Base64.url.decode(fields[4]), try Base64.url.decode(fields[5]))
            #expect(try EncryptedContent.encrypt(content, with: parameters) == message, "\(fields[0])")
            #expect(try decrypt(message, parameters.keyMaterial) == content, "\(fields[0])")
        }
    }

    @Test(arguments: [18, 19, 25, 60, 4_096] as [UInt32], [0, 1, 2, 40, 100])
    func `comes back whole whatever the size of records and padding`(recordSize: UInt32, padding: Int) throws {
        for length in [0, 1, 8, 42, 43, 44, 120] {
            let content = (0..<length).map { UInt8($0) }
            let parameters = parameters(recordSize: recordSize)
            // A record of one byte has no room for padding beside content.
            let message = try EncryptedContent.encrypt(content, with: parameters, padding: padding)
            #expect(try decrypt(message, parameters.keyMaterial) == content)
            let records = message.count - 21
            #expect(records == length + padding + 17 * ((records + Int(recordSize) - 1) / Int(recordSize)))
        }
    }

    @Test func `CRY-03: is refused when any of it is missing, or anything follows`() throws {
        let parameters = parameters(recordSize: 25)
        let message = try EncryptedContent.encrypt(Array("I am the walrus".utf8), with: parameters, padding: 1)
        for count in 0..<message.count {
            #expect(throws: Refusal.self, "\(count) bytes") {
                _ = try decrypt(Array(message.prefix(count)), parameters.keyMaterial)
            }
        }
        for tail in [[0], [UInt8](repeating: 0, count: 17), [UInt8](repeating: 0, count: 25)] {
            #expect(throws: Refusal.self) { _ = try decrypt(message + tail, parameters.keyMaterial) }
        }
    }

    @Test func `CRY-03: is refused when any bit of it is another`() throws {
        let parameters = parameters(recordSize: 25)
        let message = try EncryptedContent.encrypt(Array("I am the walrus".utf8), with: parameters, padding: 1)
        for bit in 0..<message.count * 8 {
            var forged = message
            forged[bit / 8] ^= 1 << (bit % 8)
            #expect(throws: Refusal.self, "bit \(bit)") { _ = try decrypt(forged, parameters.keyMaterial) }
        }
    }

    @Test(arguments: 0...17 as ClosedRange<UInt32>)
    func `CRY-03: has records of 18 bytes at least`(recordSize: UInt32) throws {
        #expect(throws: Refusal.recordSizeTooSmall) {
            _ = try EncryptedContent.encrypt([1], with: parameters(recordSize: recordSize))
        }
        var message = try EncryptedContent.encrypt([1], with: parameters(recordSize: 18))
        message[19] = UInt8(recordSize)
        #expect(throws: Refusal.recordSizeTooSmall) { _ = try decrypt(message, parameters(recordSize: 18).keyMaterial) }
    }

    @Test func `CRY-03: says which record is the last, and is believed only where it is true`() throws {
        // Each record is sealed as RFC 8188 says, only its delimiter is wrong.
        #expect(try decrypt(forged([[7, 2]])) == [7])
        #expect(try decrypt(forged([[7, 1, 0], [8, 2]])) == [7, 8])
        #expect(refusal(of: [[7, 1]]) == .delimiterWrong(record: 0))
        #expect(refusal(of: [[7, 2], [8, 2]]) == .delimiterWrong(record: 0))
        #expect(refusal(of: [[7, 1], [8, 1]]) == .delimiterWrong(record: 1))
        #expect(refusal(of: [[7, 3]]) == .delimiterWrong(record: 0))
        #expect(refusal(of: [[7, 1], [0, 0]]) == .delimiterMissing(record: 1))
        #expect(refusal(of: [[0, 0]]) == .delimiterMissing(record: 0))
        #expect(refusal(of: []) == .recordTruncated)
    }

    @Test func `CRY-03: is refused when records change places or one is left out`() throws {
        let whole = forged([[1, 1], [2, 1], [3, 2]])
        let (head, size) = (Array(whole.prefix(21)), 18)
        let records = (0..<3).map { Array(whole[(21 + $0 * size)..<(21 + ($0 + 1) * size)]) }
        #expect(try decrypt(head + records[0] + records[1] + records[2]) == [1, 2, 3])
        for order in [[1, 0, 2], [0, 2], [2], [1, 2], [0, 0, 1, 2]] {
            #expect(throws: Refusal.self, "\(order)") { _ = try decrypt(head + order.flatMap { records[$0] }) }
        }
    }

    @Test func `CRY-03: is refused when the length of the key identifier is wrong`() throws {
        let parameters = parameters(recordSize: 25)
        let message = try EncryptedContent.encrypt([1, 2, 3], with: parameters)
        for length in 1...255 {
            var forged = message
            forged[20] = UInt8(length)
            #expect(throws: Refusal.self, "length \(length)") { _ = try decrypt(forged, parameters.keyMaterial) }
        }
        var long = parameters
        long.keyIdentifier = [UInt8](repeating: 0, count: 256)
        #expect(throws: Refusal.keyIdentifierWrong) { _ = try EncryptedContent.encrypt([1], with: long) }
    }

    private func parameters(recordSize: UInt32) -> EncryptedContent.Parameters {
        .init(
            keyMaterial: Array(0..<16), salt: Array(100..<116),
            recordSize: recordSize)
    }

    private func decrypt(_ message: [UInt8], _ key: [UInt8] = Array(0..<16)) throws -> [UInt8] {
        try EncryptedContent.decrypt(message) { _ in key }
    }

    private func refusal(of records: [[UInt8]]) -> Refusal? {
        do {
            _ = try EncryptedContent.decrypt(forged(records)) { _ in Array(0..<16) }
            return nil
        } catch {
            return error
        }
    }

    /// A message whose records hold exactly these bytes, of full size but for the last.
    private func forged(_ records: [[UInt8]]) -> [UInt8] {
        let salt = [UInt8](100..<116)
        let base = HKDF<SHA256>.extract(inputKeyMaterial: SymmetricKey(data: Array(0..<16) as [UInt8]), salt: salt)
        func expand(_ label: String, _ count: Int) -> SymmetricKey {
            HKDF<SHA256>.expand(
                pseudoRandomKey: base, info: Array("Content-Encoding: \(label)\0".utf8), outputByteCount: count)
        }
        let key = expand("aes128gcm", 16)
        var message = salt + [0, 0, 0, UInt8(16 + (records.first?.count ?? 2)), 0]
        for (number, record) in records.enumerated() {
            var nonce = expand("nonce", 12).withUnsafeBytes { Array($0) }
            nonce[11] ^= UInt8(number)
            guard let box = try? AES.GCM.seal(record, using: key, nonce: AES.GCM.Nonce(data: nonce)) else { return [] }
            message += Array(box.ciphertext) + Array(box.tag)
        }
        return message
    }
}
