package import Identity

/// The browser that a request came from, as far as the edge could tell.
package struct Client: Sendable {
    /// The network address as text; `unknown` where there is none to be had.
    package let address: String
    package let browser: BrowserName
    /// The browser's own mark: a 256-bit secret in a cookie that outlives sessions. It proves nothing by itself; an
    /// account remembers the marks of browsers that somebody has signed in from.
    package let mark: Secret<String>?
    /// The language that the browser asks for, used until an account says otherwise.
    package let language: Language

    package init(address: String, browser: BrowserName, mark: Secret<String>?, language: Language) {
        self.address = address
        self.browser = browser
        self.mark = mark
        self.language = language
    }
}

/// What a person would call their browser: `Firefox` on `Linux`.
///
/// Read from a text that the client chose, so it is only ever shown, and never decides anything.
package struct BrowserName: Sendable, Hashable {
    package let product: String?
    package let system: String?

    package init(product: String?, system: String?) {
        self.product = product
        self.system = system
    }

    /// Reads the `User-Agent` field. Order matters: nearly every browser also names the ones it wants to pass for.
    package init(userAgent: String) {
        let text = userAgent.prefix(400)
        product = Self.products.first { text.contains($0.mark) }?.name
        system = Self.systems.first { text.contains($0.mark) }?.name
    }

    /// `Firefox · Linux`, or an empty text when nothing was recognised.
    package var description: String {
        [product, system].compactMap(\.self).joined(separator: " · ")
    }

    private static let products: [(mark: String, name: String)] = [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("Vivaldi/", "Vivaldi"), ("SamsungBrowser/", "Samsung Internet"),
        ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"),
        ("Safari/", "Safari"), ("curl/", "curl"),
    ]

    private static let systems: [(mark: String, name: String)] = [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
        ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
    ]
}
