internal import QRCode

/// A link as a terminal shows it: in a line of its own, and as a picture for a phone.
enum LinkText {
    static func setUp(_ link: ControlAnswer.Link, withPicture: Bool) -> String {
        """
        Open this link to make the first account. It works once, until \(link.expires):

          \(link.url)

        \(withPicture ? picture(of: link.url) : "")
        """
    }

    static func invitation(_ link: ControlAnswer.Link, to address: String) -> String {
        """
        \(address) is invited by mail. The same link can be handed over; it works once, until \(link.expires):

          \(link.url)

        """
    }

    /// Empty if the link is too long for a QR code.
    private static func picture(of url: String) -> String {
        guard let symbol = try? QRSymbol(url) else { return "" }
        return symbol.terminalText + "\n"
    }
}
