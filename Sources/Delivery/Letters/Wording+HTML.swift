internal import Identity

extension Wording {
    /// The letter as one HTML page that loads nothing: no picture, no font, no script, no style from elsewhere, so
    /// that opening it tells nobody (OTP-22).
    func html(in language: Language, on letterhead: Letterhead) -> String {
        let body = parts.map { $0.html(on: letterhead) }.joined(separator: "\n")
        let name = letterhead.serviceName.asPhrase.escapedForHTML
        let origin = letterhead.origin.escapedForHTML
        return """
            <!DOCTYPE html>
            <html lang="\(language.rawValue)">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <meta name="color-scheme" content="light dark">
            <title>\(subject.escapedForHTML)</title>
            </head>
            <body style="margin:0;padding:24px;background:#faf8f3;color:#1d1f24;font:16px/\(language.lineHeight) \
            \(language.fonts)">
            <div style="max-width:32em;margin:0 auto">
            <p style="margin:0 0 24px;font-weight:600;color:#27477d">\(name)</p>
            \(body)
            <p style="margin:32px 0 0;padding-top:12px;border-top:1px solid #d8d3c6;font-size:13px">\(name)<br>\
            <a href="\(origin)/" style="color:#27477d">\(origin)</a></p>
            </div>
            </body>
            </html>

            """
    }
}

extension Wording.Part {
    fileprivate func html(on letterhead: Letterhead) -> String {
        switch self {
        case .paragraph(let text):
            return "<p style=\"margin:0 0 16px\">\(text.escapedForHTML)</p>"
        case .heading(let text):
            return "<h2 style=\"margin:24px 0 8px;font-size:17px\">\(text.escapedForHTML)</h2>"
        case .code(let digits):
            let style = "margin:8px 0 24px;font:600 30px/1.3 ui-monospace,monospace;letter-spacing:.12em"
            return "<p style=\"\(style)\">\(digits.escapedForHTML)</p>"
        case .facts(let facts):
            let rows = facts.map { fact in
                "<tr><th scope=\"row\" style=\"padding:2px 16px 2px 0;text-align:left;vertical-align:top;"
                    + "font-weight:400;color:#5b5d63\">\(fact.label.escapedForHTML)</th>"
                    + "<td style=\"padding:2px 0\">\(fact.value.escapedForHTML)</td></tr>"
            }
            return "<table style=\"margin:0 0 16px;border-collapse:collapse\">\(rows.joined())</table>"
        case .link(let label, let path):
            let address = letterhead.address(of: path).escapedForHTML
            return "<p style=\"margin:0 0 16px\"><a href=\"\(address)\" style=\"color:#27477d\">"
                + "\(label.escapedForHTML)</a></p>"
        }
    }
}

extension String {
    /// The text with the five characters replaced that mean something in HTML text or a quoted attribute.
    fileprivate var escapedForHTML: String {
        var escaped = ""
        for character in unicodeScalars {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
}

extension Language {
    fileprivate var fonts: String {
        switch self {
        case .english: "system-ui,-apple-system,'Segoe UI',sans-serif"
        case .japanese: "'Hiragino Sans','Noto Sans JP','Yu Gothic UI',Meiryo,sans-serif"
        }
    }

    fileprivate var lineHeight: String {
        switch self {
        case .english: "1.5"
        case .japanese: "1.75"
        }
    }
}
