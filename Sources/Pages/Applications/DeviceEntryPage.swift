package import Identity

/// Asks for the code that a device without a keyboard shows.
package struct DeviceEntryPage: Page {
    package static let template = "device-entry"

    /// What was typed.
    package let code: String
    package let problems: [Problem]

    package init(code: String = "", problems: [Problem] = []) {
        self.code = code
        self.problems = problems
    }

    package func fields(in wording: Wording) -> Fields { ["code": code] }
}

/// Asks whether a device may sign in as the person, who holds it in their hand or was sent its code by somebody.
package struct DeviceQuestionPage: Page {
    package static let template = "device-question"

    /// The code as the form sends it, and as the device shows it.
    package let code: String
    package let shown: String
    package let application: String
    /// The network address that the device asked from.
    package let place: String
    package let askedAt: Moment
    package let wishes: [ConsentPage.Wish]

    package init(
        code: String, shown: String, application: String, place: String, askedAt: Moment, wishes: [ConsentPage.Wish]
    ) {
        self.code = code
        self.shown = shown
        self.application = application
        self.place = place
        self.askedAt = askedAt
        self.wishes = wishes
    }

    package func fields(in wording: Wording) -> Fields {
        [
            "title": wording.text("device-question.title", ["application": application]),
            "code": code, "shown": shown,
            "asked": wording.text("device-question.asked", ["when": wording.ago(askedAt), "place": place]),
            "lead": wording.text("device-question.learns", ["application": application]),
            "wishes": wishes.map { ["text": wording.text($0.key)] as Fields },
        ]
    }
}

/// Says what became of it, and that the rest happens on the device.
package struct DeviceDonePage: Page {
    package static let template = "device-done"

    package let application: String
    package let isAllowed: Bool

    package init(_ application: String, isAllowed: Bool) {
        self.application = application
        self.isAllowed = isAllowed
    }

    package func fields(in wording: Wording) -> Fields {
        return [
            "title": wording.text(isAllowed ? "device-done.allowed.title" : "device-done.denied.title"),
            "lead": wording.text(
                isAllowed ? "device-done.allowed.lead" : "device-done.denied.lead", ["application": application]),
            "isAllowed": isAllowed,
        ]
    }
}
