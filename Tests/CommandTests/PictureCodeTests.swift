import Testing

@testable import aikagi_authenticator

@Suite struct `The QR code in a picture` {
    private static let link = "https://id.example.org/app#scan=k9X0o2mF1b8TtVY3JcQe6hLzRn7uSgWd5iPaMxB4vEA"

    @Test(arguments: [2, 3, 8, 20]) func `is read at any size`(pixelsPerModule: Int) throws {
        let picture = try Picture(of: Self.link, pixelsPerModule: pixelsPerModule)
        #expect(try PictureCode.read(picture.png).get() == Self.link)
    }

    @Test(arguments: [(0.0, -1.0), (1, 0), (-1, 0), (0.5, 0.866), (0.7071, 0.7071), (-0.2588, 0.9659)])
    func `is read however it is turned`(sine: Double, cosine: Double) throws {
        let picture = try Picture(of: Self.link, pixelsPerModule: 6).turned(sine: sine, cosine: cosine)
        #expect(try PictureCode.read(picture.png).get() == Self.link)
    }

    @Test func `is read as text, whatever the language`() throws {
        let text = "otpauth://totp/愛鍵:花子?secret=JBSWY3DPEHPK3PXP&issuer=愛鍵"
        #expect(try PictureCode.read(try Picture(of: text, pixelsPerModule: 6).png).get() == text)
    }

    @Test func `QR-02: is not guessed where there are several`() throws {
        let first = try Picture(of: Self.link, pixelsPerModule: 6)
        let second = try Picture(of: "https://evil.example/app#scan=x", pixelsPerModule: 6)
        #expect(PictureCode.read(first.beside(second).png) == .failure(.severalCodes))
    }

    @Test func `is missed where there is none, or nothing that anybody could see`() throws {
        #expect(PictureCode.read(Picture(width: 1, height: 1).png) == .failure(.noCode))
        #expect(PictureCode.read(Picture(width: 300, height: 200).png) == .failure(.noCode))
    }

    @Test func `is not looked for in what is no picture, or half of one`() throws {
        let whole = try Picture(of: Self.link, pixelsPerModule: 4).png
        for bytes in [
            [], Array("#!/bin/sh".utf8), Array("%PDF-1.7".utf8), Array("<svg/>".utf8), Array(whole.prefix(60)),
        ] {
            #expect(PictureCode.read(bytes) == .failure(.noPicture))
        }
    }

    @Test(arguments: [(8_193, 1), (1, 8_193), (6_000, 6_000), (0x7FFF_FFFF, 0x7FFF_FFFF)])
    func `is not looked for in a picture that would not fit into memory`(width: Int, height: Int) {
        #expect(PictureCode.read(Picture.png(width: width, height: height, rows: [0, 0])) == .failure(.tooLarge))
    }

    @Test func `is not looked for in a picture without a size`() {
        #expect(PictureCode.read(Picture.png(width: 0, height: 5, rows: [])) == .failure(.noPicture))
    }
}
