extension Frame {
    /// The values that the layouts name: what is the same on every page, filled for this one.
    func fields<P: Page>(around page: P, in wording: Wording) -> Fields {
        var fields: Fields = ["formToken": formToken, "returnTo": path]
        if let signedInName {
            fields["isSignedIn"] = true
            fields["signedInName"] = signedInName
        }
        if let section = page.section {
            fields["hasSections"] = true
            fields["at-\(section.rawValue)"] = true
        }
        if let notice {
            fields["hasNotice"] = true
            fields["notice"] = wording.text(notice.key)
            fields["noticeAsksForAttention"] = notice.asksForAttention
        }
        describe(page.problems, in: wording, to: &fields)
        return fields
    }

    /// Each problem twice: in the summary, and beside the first field it is about as `error-…`.
    private func describe(_ problems: [Problem], in wording: Wording, to fields: inout Fields) {
        guard !problems.isEmpty else { return }
        var summary: [Fields] = []
        for problem in problems {
            let text = problem.text(in: wording)
            guard let field = problem.field?.rawValue else {
                summary.append(["text": text])
                continue
            }
            summary.append(["text": text, "field": field])
            fields["error-\(field)"] = fields["error-\(field)"] ?? text
        }
        fields["problems"] = summary
        fields["hasProblems"] = true
        fields["hasSeveralProblems"] = problems.count > 1
    }
}
