import Identity
import Testing

@Suite struct `An authenticator` {
    private let id = AuthenticatorID("one")
    private let phone = DeviceID("phone")

    private func holdings(_ kind: Authenticator.Kind) -> Set<Holding> {
        Authenticator(id: id, kind: kind).holdings(primaryDevice: phone)
    }

    @Test func `depends on what it would be lost with`() {
        let number = PhoneNumber(canonical: "+41790000012", shown: "+41 79 000 00 12")
        let address = EmailAddress(canonical: "a@x.example", shown: "a@x.example")
        let app = Installation(device: DeviceID("tablet"), role: .secondary, life: .live, appLock: .pin)
        #expect(holdings(.password(standsAlone: true)) == [.memory(id)])
        #expect(holdings(.passphrase) == [.memory(id)])
        #expect(holdings(.totpApp(place: .primaryDevice)) == [.device(phone)])
        #expect(holdings(.totpApp(place: .device(DeviceID("watch")))) == [.device(DeviceID("watch"))])
        #expect(holdings(.totpApp(place: .elsewhere)) == [.key(id)])
        #expect(holdings(.backupCodes(remaining: 3)) == [.sheet(id)])
        #expect(holdings(.installation(app)) == [.device(DeviceID("tablet"))])
        #expect(holdings(.passkey(device: phone)) == [.device(phone)])
        #expect(holdings(.passkey(device: nil)) == [.key(id)])
        #expect(holdings(.securityKey) == [.key(id)])
        #expect(holdings(.phoneNumber(number, device: nil)) == [.number(number), .device(phone)])
        #expect(holdings(.passkey(device: .assumedPhone)) == [.device(phone)])
        #expect(holdings(.phoneNumber(number, device: phone)) == [.number(number), .device(phone)])
        #expect(holdings(.emailAddress(address, isShared: false)) == [.mailbox(address)])
        #expect(holdings(.upstream(UpstreamID("school"))) == [.upstream(UpstreamID("school"))])
    }

    @Test func `a recovery never counts as phishing-resistant`() {
        #expect(!Assurance(level: .two, phishingResistant: true, recovery: true).phishingResistant)
        #expect(Assurance(level: .two, phishingResistant: true).phishingResistant)
    }

    @Test func `an assurance meets what is at most itself`() {
        let two = Assurance(level: .two)
        #expect(two.meets(.none))
        #expect(two.meets(Assurance.Requirement(level: .two)))
        #expect(!two.meets(Assurance.Requirement(level: .three)))
        #expect(!two.meets(Assurance.Requirement(level: .two, phishingResistant: true)))
        #expect(Assurance(level: .two, phishingResistant: true).meets(.init(level: .one, phishingResistant: true)))
    }
}
