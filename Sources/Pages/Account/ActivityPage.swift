package import Identity

/// What happened with the account, newest first, by day.
package struct ActivityPage: AccountPage {
    package static let template = "activity"
    package static let place = Section.activity

    /// One thing that happened.
    package struct Entry: Sendable {
        package let what: Happening
        package let when: Moment
        /// Network address and browser, or empty.
        package let whence: String

        package init(_ what: Happening, at when: Moment, from whence: String = "") {
            self.what = what
            self.when = when
            self.whence = whence
        }
    }

    package let entries: [Entry]
    /// Links to the pages before and after this one, if there are any.
    package let newer: String?
    package let older: String?

    package init(entries: [Entry], newer: String? = nil, older: String? = nil) {
        self.entries = entries
        self.newer = newer
        self.older = older
    }

    package func fields(in wording: Wording) -> Fields {
        var fields: Fields = ["days": days(in: wording), "isEmpty": entries.isEmpty]
        fields["hasPager"] = newer != nil || older != nil
        fields["newer"] = newer
        fields["older"] = older
        return fields
    }

    private func days(in wording: Wording) -> [Fields] {
        var days: [(date: String, entries: [Fields])] = []
        for entry in entries {
            let date = wording.date(entry.when)
            if days.last?.date != date { days.append((date, [])) }
            days[days.count - 1].entries.append(
                [
                    "text": wording.text(entry.what.key), "icon": entry.what.icon, "isGrave": entry.what.isGrave,
                    "clock": wording.clock(entry.when), "at": wording.machineReadable(entry.when),
                    "whence": entry.whence,
                ])
        }
        return days.map { ["date": $0.date, "entries": $0.entries] }
    }
}
