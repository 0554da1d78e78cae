import Foundation
import TestSupport
import Testing

@Suite struct `The app for a terminal` {
    private let stage: StageServer
    private let terminal: Machine

    init() throws {
        stage = try StageServer()
        terminal = try Machine()
    }

    // MARK: Adding

    @Test func `adds the machine by the address of the server: page, link, PIN`() throws {
        let answer = try terminal.run(
            "printf '%s\\n' '\(stage.link)' y 481902 481902 | aikagi-authenticator enrol \(stage.origin) --name Laptop")
        #expect(answer.status == 0, "\(answer.lines)")
        #expect(answer.lines.contains { $0.hasSuffix("\(stage.origin)/account/devices/add") })
        #expect(answer.lines.contains { $0.hasSuffix("This machine now approves sign-ins for Ada (ada@example.org).") })
        #expect(stage.asked == ["POST /installations", "POST /requests/t1/receipts", "POST /requests/t1/answer"])
        let files = try terminal.run("stat -c '%a %n' .local/share/aikagi-authenticator/installations.json")
        #expect(files.lines.first?.hasPrefix("600 ") == true)
    }

    @Test func `CRY-11: refuses a file with keys that others can read`() throws {
        try enrol()
        let answer = try terminal.run(
            "chmod 644 .local/share/aikagi-authenticator/installations.json; aikagi-authenticator accounts")
        #expect(answer.status == 78)
        #expect(answer.lines.first?.hasSuffix("can be read by others. Set its mode to 600.") == true)
    }

    // MARK: Requests

    @Test(arguments: [
        ("printf '481902\\n' | aikagi-authenticator approve", "Approved.", "481902"),
        ("printf '48 1902\\n' | aikagi-authenticator approve", "Approved.", "481902"),
        ("printf '12\\nr\\n' | aikagi-authenticator approve", "Refused.", "refuse"),
        ("echo n | aikagi-authenticator approve", "Refused. No more requests come", "notMe"),
        ("aikagi-authenticator approve --refuse", "Refused.", "refuse"),
        ("aikagi-authenticator approve --not-me", "Refused. No more requests come", "notMe"),
    ])
    func `PUSH-05, PUSH-06: approves, refuses, and says that it was not the person`(
        command: String, outcome: String, said: String
    ) throws {
        try enrol()
        if said != "481902" { stage.once("POST /requests/r1/answer", 200, #"{"outcome":"refused"}"#) }
        let answer = try terminal.run(command)
        #expect(answer.status == 0, "\(answer.lines)")
        #expect(answer.lines.contains("Sign-in as Ada to Aikagi"))
        #expect(answer.lines.contains("  from Firefox on Windows, 192.0.2.7"))
        #expect(answer.lines.last?.contains(outcome) == true, "\(answer.lines)")
        #expect(stage.lastMessage.contains(said))
    }

    @Test func `asks again after a wrong number, and says how often`() throws {
        try enrol()
        stage.once("POST /requests/r1/answer", 422, StageServer.problem("wrongNumber", #","triesLeft":2"#))
        let answer = try terminal.run("printf '111111\\n481902\\n' | aikagi-authenticator approve")
        #expect(answer.lines.contains { $0.contains("That is not the number. Tries left: 2") }, "\(answer.lines)")
        #expect(answer.lines.last?.hasSuffix("Approved.") == true)
    }

    @Test func `watches through a restart of the server, answers, tells of a promotion, and says why it ends`() throws {
        try enrol()
        stage.once("GET /installation/stream", 503, StageServer.problem("unavailable"))
        stage.once(
            "GET /installation/stream", 200,
            """
            event: request
            data: {"id":"r1"}

            event: changed
            data: {}

            event: gone
            data: {"reason":"replaced"}


            """)
        let promoting = StageServer.overview.replacing(
            #""added":1,"isThis":false"#, with: #""added":1,"promotionDue":1790086400000,"isThis":false"#,
            maxReplacements: 1)
        for overview in [StageServer.overview, StageServer.overview, promoting] {
            stage.once("GET /installation", 200, overview)
        }
        stage.once("POST /requests/r1/answer", 200, #"{"outcome":"refused"}"#)
        let answer = try terminal.run("echo r | aikagi-authenticator watch")
        #expect(answer.status == 77)
        #expect(
            answer.lines.prefix(2) == ["Waiting for requests. Ctrl-C ends.", "The connection was lost; trying again."])
        let ends = [
            "it wasn't me: Refused.", "If you don't want that: 'aikagi-authenticator object'.",
            "Another device has replaced this machine.", "Add it again with 'enrol'.",
        ]
        #expect(zip(answer.lines.suffix(4), ends).allSatisfy { $0.hasSuffix($1) }, "\(answer.lines)")
    }

    // MARK: Pictures

    @Test func `scans the sign-in page's code and types its number`() throws {
        try enrol()
        let file = try draw(stage.scanLink)
        let answer = try terminal.run("printf '481902\\n' | aikagi-authenticator scan \(file)")
        #expect(answer.lines.last?.hasSuffix("Approved.") == true, "\(answer.lines)")
        #expect(stage.body(of: "POST /scans") == #"{"code":"\#(StageServer.bytes)"}"#)
    }

    @Test func `QR-03, QR-07: sends nothing for another server's code, nor for one that adds a device`() throws {
        try enrol()
        let before = stage.asked.count
        let other = try StageServer()
        for (text, line) in [
            (other.scanLink, "That link is of a server that this machine is not part of. Nothing was sent to it."),
            (stage.link, "That link adds a device: use 'enrol' with it."),
            ("\(stage.origin)@evil.example/app#scan=\(StageServer.bytes)", "The QR code is for something else."),
            ("javascript:alert(1)", "The QR code is for something else."),
        ] {
            let answer = try terminal.run("aikagi-authenticator scan \(try draw(text))")
            #expect(answer.lines == [line])
            #expect(answer.status == 65)
        }
        #expect(stage.asked.count == before && other.asked.isEmpty)
    }

    // MARK: The account

    @Test func `renames, promotes, objects, restricts and lifts`() throws {
        try enrol()
        let session: [(String, String, String)] = [
            ("rename 'Work laptop'", "This machine is called 'Work laptop' now.", "PATCH /installation"),
            ("promote Phone", "'Phone' becomes the primary device on 20", "POST /devices/d2/primary"),
            ("object", "It stays as it is.", "DELETE /account/promotion"),
            ("restrict", "New sign-ins are blocked until", "PUT /account/restriction"),
            ("restrict --lift", "New sign-ins are possible again.", "PUT /account/restriction"),
        ]
        for (command, line, asked) in session {
            let answer = try terminal.run("aikagi-authenticator \(command)")
            #expect(answer.status == 0)
            #expect(answer.lines.last?.hasPrefix(line) == true, "\(answer)")
            #expect(stage.asked.last == asked)
        }
        #expect(stage.body(of: "PATCH /installation") == #"{"name":"Work laptop"}"#)
        #expect(stage.body(of: "PUT /account/restriction") == #"{"on":false}"#)
        stage.once("DELETE /account/promotion", 404, StageServer.problem("notFound"))
        #expect(try terminal.run("aikagi-authenticator object").status == 1)
        stage.once("POST /devices/d2/primary", 403, StageServer.problem("notAllowed"))
        #expect(try terminal.run("aikagi-authenticator promote Phone").status == 77)
    }

    @Test func `names no device that could be another`() throws {
        try enrol()
        let devices = try terminal.run("aikagi-authenticator devices")
        #expect(devices.lines.first == "Laptop  Terminal  this machine  primary  answers")
        #expect(devices.lines.suffix(2) == ["Tablet  Web  answers  d3", "Tablet  Web  answers  d4"])
        for (command, status, line) in [
            ("lost Tablet", 65, "Several devices are called 'Tablet': give the id that 'devices' shows."),
            ("lost Laptop", 65, "There is no device 'Laptop'."),
            ("lost d4", 0, "Report 'Tablet' lost? It is dead at once. [y/N] 'Tablet' is dead now."),
        ] {
            let answer = try terminal.run("echo y | aikagi-authenticator \(command)")
            #expect(answer.lines == [line])
            #expect(Int(answer.status) == status)
        }
        #expect(stage.asked.last == "POST /devices/d4/lost")
    }

    @Test func `DEV-10: another PIN takes the place of the old one, and the codes go with it`() throws {
        try enrol(pin: "481902")
        _ = try terminal.run("printf '481902\\nJBSWY3DPEHPK3PXP\\n' | aikagi-authenticator code --add GitHub")
        let changed = try terminal.run("printf '481902\\n730164\\n730164\\n' | aikagi-authenticator lock")
        #expect(changed.lines.last?.hasSuffix("The PIN was changed.") == true, "\(changed.lines)")
        #expect(stage.asked.suffix(2) == ["POST /installation/unlock", "PUT /installation/lock"])
        let old = try terminal.run("printf '481902\\n' | aikagi-authenticator code --list")
        #expect(old.status == 1 && old.lines.contains { $0.contains("Wrong PIN.") })
        let new = try terminal.run("printf '730164\\n' | aikagi-authenticator code --list")
        #expect(new.lines.last == "GitHub  6 digits, every 30 s")
        stage.once("PUT /installation/lock", 200, "{}")
        let none = try terminal.run("printf '730164\\ny\\n' | aikagi-authenticator lock --no-pin")
        #expect(none.lines.last?.hasSuffix("This machine has no PIN any more.") == true, "\(none.lines)")
        #expect(try terminal.run("aikagi-authenticator code --list").lines.last == "GitHub  6 digits, every 30 s")
    }

    // MARK: Clock, end, accounts

    @Test func `R-15, DEV-17: a clock that is a day off is said in plain words, and codes are made for the right time`()
        throws
    {
        try enrol()
        let difference = 71 * 3_600
        let serverTime = (Int64(Date().timeIntervalSince1970) + Int64(difference)) * 1_000
        stage.once("GET /installation", 401, StageServer.problem("clockOff", #","serverTime":\#(serverTime)"#))
        let devices = try terminal.run("aikagi-authenticator devices")
        #expect(devices.status == 0)
        #expect(devices.lines.first == "This machine's clock is about 2 days slow. Set it to automatic.")
        let code = try terminal.run("aikagi-authenticator code --bare 2>/dev/null")
        #expect(
            try oathtool("totp", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", later: difference).contains(code.lines.first ?? "")
        )
        let japanese = try terminal.run("aikagi-authenticator code --language ja")
        #expect(japanese.lines.first?.contains("遅れています。自動設定にしてください。") == true)
    }

    @Test func `DEV-13: one that has ended says why and keeps its codes until they are taken over`() throws {
        try enrol(pin: "481902")
        _ = try terminal.run("printf '481902\\nJBSWY3DPEHPK3PXP\\n' | aikagi-authenticator code --add GitHub")
        stage.once("GET /installation", 401, StageServer.problem("gone", #","reason":"reportedLost""#))
        let gone = try terminal.run("aikagi-authenticator devices")
        #expect(gone.lines == ["This machine was reported lost.", "Add it again with 'enrol'."])
        #expect(gone.status == 77)
        let asked = stage.asked.count
        #expect(try terminal.run("aikagi-authenticator watch").status == 77)
        #expect(stage.asked.count == asked)
        #expect(try terminal.run("echo 481902 | aikagi-authenticator code github").status == 0)

        stage.enrolsNext(as: "i2")
        let again = try terminal.run(
            "printf '%s\\n' y 730164 730164 y 481902 | aikagi-authenticator enrol '\(stage.link)'")
        #expect(again.status == 0, "\(again.lines)")
        #expect(try terminal.run("aikagi-authenticator accounts").lines.count == 1)
        let list = try terminal.run("printf '730164\\n' | aikagi-authenticator code --list")
        #expect(list.lines.last == "GitHub  6 digits, every 30 s")
    }

    @Test func `is in several accounts, and asks which one is meant`() throws {
        let other = try StageServer(identifier: "ada@example.org.au")
        try enrol()
        try enrol(at: other)
        #expect(try terminal.run("aikagi-authenticator accounts").lines.count == 2)
        let which = try terminal.run("aikagi-authenticator devices")
        #expect(which.status == 65)
        #expect(which.lines.first?.contains("ada@example.org.au \(other.origin)") == true)
        for (name, asked) in [("ada@example.org", stage), ("ada@example.org.au", other)] {
            #expect(try terminal.run("aikagi-authenticator devices --account \(name)").status == 0)
            #expect(asked.asked.last == "GET /installation")
        }
        #expect(try terminal.run("aikagi-authenticator devices --account eve@example.org").status == 65)
        // A code says itself which server it is for.
        _ = try terminal.run("printf '481902\\n' | aikagi-authenticator scan \(try draw(other.scanLink))")
        #expect(other.asked.last == "POST /requests/r1/answer")
    }

    // MARK: Codes for other services

    @Test(
        .enabled(if: Program.oathtool.isInstalled),
        arguments: [("SHA1", 6, 30), ("SHA256", 7, 30), ("SHA512", 8, 60), ("SHA1", 8, 20), ("SHA512", 6, 3_600)])
    func `T-1: makes the codes of any service, by link or by secret, equal to oathtool's`(
        algorithm: String, digits: Int, period: Int
    ) throws {
        try enrol(pin: "481902")
        let secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
        let link =
            "otpauth://totp/Mail:ada?secret=\(secret)&issuer=Mail&algorithm=\(algorithm)&digits=\(digits)&period=\(period)"
        let added = try terminal.run("printf '%s\\n' 481902 '\(link)' | aikagi-authenticator code --add")
        #expect(added.lines.last?.hasSuffix("Codes for Mail ada are kept now.") == true, "\(added.lines)")
        let typed =
            "printf '%s\\n' 481902 'jbsw y3dp ehpk 3pxp jbsw y3dp ehpk 3pxp' | aikagi-authenticator code --add Shop"
        let options = "--algorithm \(algorithm.lowercased()) --digits \(digits) --period \(period)"
        #expect(try terminal.run("\(typed) \(options)").status == 0)
        for name in ["mail", "Shop"] {
            let before = try oathtool("totp=\(algorithm)", secret, digits, period)
            let printed =
                try terminal.run("printf '481902\\n' | aikagi-authenticator code --bare \(name)").lines.last ?? ""
            let after = try oathtool("totp=\(algorithm)", secret, digits, period)
            #expect((before + after).contains(printed.replacing("PIN: ", with: "")), "\(printed)")
        }
        #expect(try terminal.run("grep -rl \(secret) .local").status == 1)
    }

    @Test func `T-1: a service is removed by its name alone, and the account's own codes never`() throws {
        try enrol()
        for name in ["GitHub", "GitLab"] {
            #expect(try terminal.run("echo JBSWY3DPEHPK3PXP | aikagi-authenticator code --add \(name)").status == 0)
        }
        for (name, status, line) in [
            ("git", 65, "Which one? GitHub, GitLab"), ("nobody", 65, "There are no codes for 'nobody'."),
            ("Aikagi", 65, "Those are the codes for your own account: they stay."),
            ("gitl", 0, "Codes for GitLab are removed."),
        ] {
            let answer = try terminal.run("echo y | aikagi-authenticator code --remove \(name)")
            #expect(answer.lines.last?.hasSuffix(line) == true, "\(answer.lines)")
            #expect(Int(answer.status) == status)
        }
        #expect(try terminal.run("aikagi-authenticator code --list").lines.count == 2)
        let taken = "otpauth://totp/Aikagi:ada@example.org?secret=JBSWY3DPEHPK3PXP&issuer=Aikagi"
        #expect(try terminal.run("echo '\(taken)' | aikagi-authenticator code --add").status == 65)
        #expect(try terminal.run("echo 'too short' | aikagi-authenticator code --add X").status == 65)
        #expect(
            try terminal.run("aikagi-authenticator scan \(try draw(taken.replacing("Aikagi", with: "Shop")))").status
                == 0)
        #expect(
            try terminal.run("aikagi-authenticator code --list").lines.last?.hasPrefix("Shop ada@example.org") == true)
    }

    // MARK: -

    private func enrol(pin: String? = nil, at server: StageServer? = nil) throws {
        let typed = pin.map { "y\\n\($0)\\n\($0)\\n" } ?? "y\\n"
        let answer = try terminal.run(
            "printf '\(typed)' | aikagi-authenticator enrol '\((server ?? stage).link)' \(pin == nil ? "--no-pin" : "")"
        )
        try #require(answer.status == 0, "\(answer.lines)")
    }

    private func draw(_ text: String) throws -> String {
        let file = FileManager.default.temporaryDirectory.appending(path: "aikagi-picture-\(UUID().uuidString).png")
        try Foundation.Data(try Picture(of: text, pixelsPerModule: 4).png).write(to: file)
        return file.path
    }

    /// The code of now, and the one after it if the time is about to come.
    private func oathtool(
        _ kind: String, _ secret: String, _ digits: Int = 6, _ period: Int = 30, later: Int = 0
    ) throws -> [String] {
        let now = Int(Date().timeIntervalSince1970) + later
        return try [now - 2, now, now + 2].map {
            try Program.oathtool.output(of: [
                "--\(kind)", "-b", "-d", "\(digits)", "-s", "\(period)", "-N", "@\($0)", secret,
            ])
        }
    }
}

/// A terminal that the whole of a test shares.
private final class Machine {
    private let terminal: Terminal

    init() throws {
        terminal = try Terminal()
    }

    func run(_ command: String) throws -> Terminal.Answer { try terminal.run(command) }
}
