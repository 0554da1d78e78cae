import Identity
import Testing

@testable import Pages

@Suite struct `The page that waits for an approval` {
    private let pages: PageLibrary

    init() throws {
        pages = try Samples.pages()
    }

    private func html(_ page: some Page, _ language: Language = .english) -> String {
        pages.render(
            page, in: Frame(language: language, formToken: "token", path: "/sign-in/approval", now: Sample.now))
    }

    private func asked(
        _ progress: ApprovalProgress = .sent, number: String = "481902", lastSeen: Moment? = Sample.now - .seconds(240),
        isOverdue: Bool = false
    ) -> AskedApproval {
        AskedApproval(
            device: "Pixel 8", lastSeen: lastSeen, number: Secret(number), progress: progress, secondsLeft: 65,
            isOverdue: isOverdue)
    }

    @Test(arguments: [
        ("481902", ["481", "902"]), ("48", ["48"]), ("4819", ["4819"]), ("48190", ["481", "90"]),
        ("48190277", ["4819", "0277"]),
    ])
    func `shows the number in groups, and has it spoken digit by digit`(number: String, groups: [String]) {
        let html = html(ApprovalPage(asked: asked(number: number), ways: []))
        let shown = groups.map { "<span>\($0)</span>" }.joined()
        #expect(html.contains("<span aria-hidden=\"true\">\(shown)</span>"))
        #expect(html.contains("<span class=\"unseen\">\(number.map(String.init).joined(separator: " "))</span>"))
    }

    @Test(arguments: ApprovalProgress.allCases)
    func `lights up the steps that are behind, and names the one that was reached`(progress: ApprovalProgress) throws {
        let html = html(ApprovalPage(asked: asked(progress), ways: []))
        let reached = try #require(ApprovalProgress.allCases.firstIndex(of: progress))
        for (index, step) in ApprovalProgress.allCases.enumerated() {
            let line =
                "<li data-step=\"\(step.rawValue)\"" + (index <= reached ? " class=\"is-done\"" : "")
                + (index == reached ? " aria-current=\"step\"" : "") + ">"
            #expect(html.contains(line), "\(step)")
        }
    }

    @Test func `R-1: keeps the other ways one press away, and opens them when the device does not answer`() {
        let ways: [OtherWaysPage.Way] = [.init(.backupCode)]
        let waiting = html(ApprovalPage(asked: asked(), ways: ways))
        #expect(waiting.contains("<details class=\"ways\" id=\"ways\">"))
        #expect(waiting.contains("id=\"overdue\" hidden>"))
        let overdue = html(
            ApprovalPage(asked: asked(lastSeen: Sample.now - .seconds(3 * 86_400), isOverdue: true), ways: ways))
        #expect(overdue.contains("<details class=\"ways\" id=\"ways\" open>"))
        #expect(overdue.contains("id=\"overdue\">"))
        #expect(overdue.contains("Your Pixel 8 isn’t answering. It was last seen 3 days ago."))
        for page in [waiting, overdue] { #expect(page.contains("/to/backupCode")) }
    }

    @Test func `says nothing of a time for a device that was never seen`() {
        let html = html(ApprovalPage(asked: asked(lastSeen: nil, isOverdue: true), ways: []))
        #expect(html.contains("Your Pixel 8 isn’t answering. If you re-installed the app"))
        #expect(!html.contains("last seen"))
    }

    @Test func `works without scripts: it is loaded again by itself, and has a button to go on`() {
        let waiting = html(ApprovalPage(asked: asked(), ways: []))
        #expect(waiting.contains("<noscript><meta http-equiv=\"refresh\" content=\"6\"></noscript>"))
        #expect(waiting.contains("<noscript><button class=\"secondary\">I have approved it</button></noscript>"))
        let approved = html(ApprovalPage(asked: asked(.approved), ways: []))
        #expect(approved.contains("<button class=\"primary\">Continue</button>"))
        #expect(!approved.contains("481"))
    }

    @Test func `asks another device by a form only, for it changes something`() {
        let tablet = OtherWaysPage.Way.Device(
            name: "Tablet", lastSeen: Sample.now - .seconds(7_200), isDoubtful: false, key: "approval.b")
        let html = html(ApprovalPage(asked: asked(), ways: [.init(.approval(tablet)), .init(.appCode)]))
        #expect(!html.contains("href=\"/to/approvalAgain"))
        #expect(html.contains("<input type=\"hidden\" name=\"way\" value=\"approval.b\">"))
        #expect(html.contains("Ask Tablet"))
    }

    @Test func `warns of a device that may well be dead, with the time it was last seen`() {
        let old = OtherWaysPage.Way.Device(
            name: "Old phone", lastSeen: Sample.now - .seconds(34 * 86_400), isDoubtful: true, key: "approval.d")
        let html = html(OtherWaysPage(ways: [.init(.backupCode), .init(.approval(old))]))
        #expect(html.contains("It may not answer. Last seen 34 days ago"))
    }

    @Test(arguments: ApprovalEndedPage.Ending.allCases, Language.allCases)
    func `says how a request has ended, and what to do next`(ending: ApprovalEndedPage.Ending, language: Language) {
        let page = ApprovalEndedPage(
            ending, device: "Pixel <8>", ways: [.init(.backupCode)], mayAskAgain: ending != .notMe)
        let html = html(page, language)
        #expect(html.contains("Pixel &lt;8&gt;") && !html.contains("Pixel <8>"))
        #expect(html.contains("action=\"/to/approvalAgain\"") == (ending != .notMe))
        #expect(html.contains("/to/backupCode"))
    }

    @Test func `a change leads back to the page that wanted it`() {
        let page = ApprovalPage(
            asked: asked(.approved),
            road: .stepUp(returnTo: "/account/devices/add", others: [.init(.appCode, link: "/step-up?way=appCode")]),
            ways: [])
        let html = html(page)
        #expect(html.contains("action=\"/to/stepUpApproval\""))
        #expect(!html.contains("481"))
        #expect(html.contains("data-events=\"/to/stepUpApprovalEvents\""))
        #expect(html.contains("name=\"returnTo\" value=\"/account/devices/add\""))
    }
}
