import Bytes
import Testing

@Suite struct `A byte reader` {
    @Test func `reads integers in network byte order`() throws {
        var reader = ByteReader([0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07])
        #expect(try reader.readByte() == 0x01)
        #expect(try reader.readInteger(as: UInt16.self) == 0x0203)
        #expect(try reader.readInteger(as: UInt32.self) == 0x0405_0607)
        try reader.expectEnd()
    }

    @Test(arguments: 0...8) func `refuses every truncation of a record`(length: Int) throws {
        let record: [UInt8] = [0, 4, 1, 2, 3, 4]
        var reader = ByteReader(Array((record + [9, 9]).prefix(length)))
        func readRecord() throws -> [UInt8] {
            let count = try reader.readInteger(as: UInt16.self)
            let body = Array(try reader.read(Int(count)))
            try reader.expectEnd()
            return body
        }
        if length == record.count {
            #expect(try readRecord() == [1, 2, 3, 4])
        } else {
            #expect(throws: ByteReader.Refusal.self) { try readRecord() }
        }
    }

    @Test func `moves nothing when a read fails`() throws {
        var reader = ByteReader([1, 2, 3])
        #expect(throws: ByteReader.Refusal.truncated(wanted: 4, left: 3)) { try reader.read(4) }
        #expect(throws: ByteReader.Refusal.truncated(wanted: -1, left: 3)) { try reader.read(-1) }
        #expect(throws: ByteReader.Refusal.truncated(wanted: .max, left: 3)) { try reader.read(.max) }
        #expect(throws: ByteReader.Refusal.truncated(wanted: 4, left: 3)) { try reader.readInteger(as: UInt32.self) }
        #expect(reader.left == 3)
        #expect(Array(reader.readRest()) == [1, 2, 3])
    }

    @Test func `starts where its slice starts`() throws {
        var reader = ByteReader([9, 9, 1, 2, 9][2..<4])
        #expect(try reader.readInteger(as: UInt16.self) == 0x0102)
        #expect(reader.isAtEnd)
        #expect(throws: ByteReader.Refusal.truncated(wanted: 1, left: 0)) { try reader.readByte() }
    }

    @Test func `reads up to a separator, and nothing without one`() {
        var reader = ByteReader(Array("key=value".utf8))
        #expect(reader.read(upTo: UInt8(ascii: ";")) == nil)
        #expect(reader.read(upTo: UInt8(ascii: "=")).map(Array.init) == Array("key".utf8))
        #expect(reader.next == UInt8(ascii: "v"))
        #expect(throws: ByteReader.Refusal.trailingBytes(5)) { try reader.expectEnd() }
    }
}
