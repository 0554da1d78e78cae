/// Where a request came from, as far as we believe it.
package struct ClientSource: Sendable, Hashable, Codable {
    /// The peer's address in text, or the one that a configured proxy reported.
    package let address: String
    /// What the browser says it is. A label for people, never a reason to trust.
    package let browser: BrowserDescription

    package init(address: String, browser: BrowserDescription) {
        self.address = address
        self.browser = browser
    }
}

/// A browser's own words about itself, cut down to two names that a person recognises.
package struct BrowserDescription: Sendable, Hashable, Codable {
    /// Such as `Firefox`; `nil` if it is none we know.
    package let name: String?
    /// Such as `Android`; `nil` if it is none we know.
    package let platform: String?

    package init(name: String?, platform: String?) {
        self.name = name
        self.platform = platform
    }

    /// Reads a `User-Agent` header. Only fixed names come out, so nothing a client sends reaches a page or a mail.
    package init(userAgent: String) {
        // Bytes, as every request asks this and looking for characters takes many times as long.
        let text = Array(userAgent.utf8.prefix(512))
        func first(of names: [(mark: String, name: String)]) -> String? {
            names.first { name in
                text.indices.contains { text[$0] == name.mark.utf8.first && text[$0...].starts(with: name.mark.utf8) }
            }?.name
        }
        // Order matters: nearly everybody claims to be Mozilla, Chrome and Safari, and Android claims to be Linux.
        name = first(of: [
            ("Edg", "Edge"), ("OPR/", "Opera"), ("Vivaldi/", "Vivaldi"), ("SamsungBrowser/", "Samsung Internet"),
            ("FxiOS/", "Firefox"), ("Firefox/", "Firefox"), ("CriOS/", "Chrome"), ("Chromium/", "Chromium"),
            ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl"),
        ])
        platform = first(of: [
            ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "ChromeOS"),
            ("Windows", "Windows"), ("Macintosh", "Mac"), ("Linux", "Linux"),
        ])
    }
}
