import Identity
import Testing

@testable import Pages

@Suite struct `The overview` {
    private func overview(apps: [String], codesLeft: Int?, canResetPassword: Bool = true) -> OverviewPage {
        OverviewPage(
            identifiers: ["ann@example.org"], passwordChanged: nil, authenticatorApps: apps, backupCodesLeft: codesLeft,
            sessionCount: 1, canResetPassword: canResetPassword)
    }

    @Test func `warns when the phone is the only second step`() {
        let page = overview(apps: ["Pixel 8"], codesLeft: nil)
        #expect(page.warning == .phoneAlone)
        #expect(page.losses.contains(.init(thing: .phone, remedies: [])))
    }

    @Test func `counts a phone as replaceable once backup codes are saved`() {
        let page = overview(apps: ["Pixel 8"], codesLeft: 10)
        #expect(page.warning == nil)
        #expect(page.losses.contains(.init(thing: .phone, remedies: [.backupCode])))
        #expect(page.losses.contains(.init(thing: .backupCodes, remedies: [.authenticatorApp])))
    }

    @Test(arguments: [
        (0, OverviewPage.Warning.noBackupCodesLeft), (1, .fewBackupCodes(left: 1)), (3, .fewBackupCodes(left: 3)),
    ])
    func `BKUP-09: asks for new codes when three or fewer are left`(left: Int, warning: OverviewPage.Warning) {
        #expect(overview(apps: ["Pixel 8"], codesLeft: left).warning == warning)
        #expect(overview(apps: ["Pixel 8"], codesLeft: 4).warning == nil)
    }

    private func overview(devices: [OverviewPage.Device], codesLeft: Int?) -> OverviewPage {
        OverviewPage(
            identifiers: ["ann@example.org"], passwordChanged: nil, authenticatorApps: [], devices: devices,
            backupCodesLeft: codesLeft, sessionCount: 1)
    }

    @Test func `counts a second device as what is left when the first is lost`() {
        let page = overview(
            devices: [.init(name: "Pixel 8", counts: true), .init(name: "Tablet", counts: true)], codesLeft: nil)
        #expect(page.losses.contains(.init(thing: .phone, remedies: [.otherDevice])))
        #expect(page.warning == nil)
    }

    @Test func `does not count a device that does not answer`() {
        let pixel = OverviewPage.Device(name: "Pixel 8", counts: true)
        let dead = OverviewPage.Device(name: "Old phone", counts: false)
        #expect(overview(devices: [pixel, dead], codesLeft: nil).warning == .phoneAlone)
        #expect(overview(devices: [dead], codesLeft: 10).warning == .passwordAlone)
        let page = overview(devices: [pixel, dead], codesLeft: 10)
        #expect(page.losses.contains(.init(thing: .phone, remedies: [.backupCode])))
        #expect(page.losses.contains(.init(thing: .backupCodes, remedies: [.device])))
    }

    private func overview(keys: [OverviewPage.Key], apps: [String] = [], codesLeft: Int?) -> OverviewPage {
        OverviewPage(
            identifiers: ["ann@example.org"], passwordChanged: nil, authenticatorApps: apps, keys: keys,
            backupCodesLeft: codesLeft, sessionCount: 1)
    }

    @Test func `counts a key for what it is apart from, and warns of one that is alone`() {
        let apart = OverviewPage.Key(name: "Blue key", signsInAlone: true, isOnPhone: false)
        let inside = OverviewPage.Key(name: "Phone", signsInAlone: true, isOnPhone: true)
        #expect(overview(keys: [apart], codesLeft: nil).warning == .keyAlone)
        #expect(overview(keys: [apart, inside], codesLeft: nil).warning == nil)
        #expect(overview(keys: [apart], apps: ["Pixel 8"], codesLeft: nil).warning == nil)
        #expect(overview(keys: [inside], apps: ["Pixel 8"], codesLeft: nil).warning == .phoneAlone)
        let page = overview(keys: [apart], apps: ["Pixel 8"], codesLeft: 9)
        #expect(page.losses.contains(.init(thing: .phone, remedies: [.key, .backupCode])))
        #expect(page.losses.contains(.init(thing: .keys, remedies: [.authenticatorApp, .backupCode])))
        #expect(page.losses.contains(.init(thing: .password, remedies: [.key, .codeByMail])))
        #expect(page.losses.contains(.init(thing: .backupCodes, remedies: [.authenticatorApp, .key])))
    }

    @Test func `says that nothing replaces a password where no mail is sent`() {
        let page = overview(apps: [], codesLeft: nil, canResetPassword: false)
        #expect(page.losses == [.init(thing: .password, remedies: [])])
        #expect(page.warning == .passwordAlone)
    }
}
