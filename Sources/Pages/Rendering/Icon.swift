/// The small signs beside rows; each is a template of its own.
package enum Icon: String, Sendable, CaseIterable {
    case password = "icon-password"
    case phone = "icon-phone"
    case paper = "icon-paper"
    case mail = "icon-mail"
    case screen = "icon-screen"
    case clock = "icon-clock"
    case language = "icon-language"
    case person = "icon-person"
    case stop = "icon-stop"
    case warning = "icon-warning"
    case scan = "icon-scan"
    case key = "icon-key"
}
