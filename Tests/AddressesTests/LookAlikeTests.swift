import Addresses
import Testing

@Suite struct `Look-alikes` {
    @Test(arguments: ["аdmin", "admın", "ａdmin", "admin\u{200B}", "ADMIN", "adｍin", "аԁmin"])
    func `OTP-15: a name that passes for admin has its skeleton`(name: String) {
        #expect(LookAlike(name).skeleton == LookAlike("admin").skeleton)
    }

    @Test func `OTP-15: names that read differently do not collide`() {
        for name in ["administrator", "amdin", "админ", "管理者"] {
            #expect(!LookAlike(name).collides(with: LookAlike("admin")))
        }
    }

    @Test func `two plain addresses never collide, however alike they are`() throws {
        let (one, other) = (try EmailEntry("bob1@x.test"), try EmailEntry("bobl@x.test"))
        #expect(one.lookAlike.skeleton == other.lookAlike.skeleton)
        #expect(!one.lookAlike.collides(with: other.lookAlike))
    }

    @Test func `a domain in A-labels is compared by what it looks like`() throws {
        let encoded = try EmailEntry("a@xn--exmple-4nf.test")
        #expect(encoded.lookAlike.collides(with: try EmailEntry("a@example.test").lookAlike))
        #expect(!encoded.lookAlike.isPlain)
    }

    @Test func `comes back from the store as it was`() throws {
        let made = try EmailEntry("victım@x.test").lookAlike
        #expect(LookAlike(storedSkeleton: made.skeleton, isPlain: made.isPlain) == made)
    }
}
