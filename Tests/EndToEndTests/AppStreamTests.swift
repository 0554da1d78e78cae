import AuthenticatorCore
import HTTPTypes
import HummingbirdTesting
import Identity
import ServiceFixtures
import SignInPolicy
import Store
import Testing

/// The stream of an installation, over a real connection.
@Suite struct `The stream of the app` {
    @Test func `says what is open, what comes and that it is over, and ends with the installation`() async throws {
        let world = try await World.ofApp()
        let ada = try await world.person("ada")
        try await Site.serve(world, over: .live) { site in
            let app = try await TestApp.enrol(ada, site)
            _ = try await app.signInStarts(ada)
            let open = try await app.onlyQuestion()
            let request = try app.installation.stream(at: app.now)
            async let said = app.send(request)
            // The stream is there once somebody listens.
            await world.listeners { $0 > 0 }
            // Past the interface: the test's one connection belongs to the stream.
            let id = AuthenticatorID(app.installation.id)
            try await world.store.write { transaction in
                _ = try transaction.end(installation: id, of: ada.account, because: "revoked", at: world.time.now())
                transaction.signal(.installation(id))
            }
            let stream = try await said
            #expect(stream.status == 200)
            #expect(stream.headers[.contentType] == "text/event-stream")
            #expect(stream.headers[.cacheControl] == "no-store")
            #expect(stream.text.hasPrefix("event: request\ndata: {\"id\":\"\(open.id)\"}\n\n"))
            #expect(stream.text.hasSuffix("event: gone\ndata: {\"reason\":\"revoked\"}\n\n"))
        }
        await world.listeners { $0 == 0 }
        #expect(world.store.signals.count == 0)
    }

    @Test func `DEV-13: is closed to an installation that has ended`() async throws {
        let world = try await World.ofApp()
        let ada = try await world.person("ada")
        try await Site.serve(world, over: .live) { site in
            let app = try await TestApp.enrol(ada, site)
            _ = try await app.ask { try $0.signOut(confirmed: true, at: $1) }
            let answer = try await app.raw { try $0.stream(at: $1) }
            #expect(answer.status == 401 && answer.text.contains("\"signedOut\""))
        }
    }
}

extension World {
    /// Lets others go on until so many listen to signals, or for so long that they never will.
    fileprivate func listeners(_ areEnough: (Int) -> Bool) async {
        for _ in 0..<1_000_000 where !areEnough(store.signals.count) { await Task.yield() }
    }
}
