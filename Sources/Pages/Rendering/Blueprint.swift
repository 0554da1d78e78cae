internal import Mustache

/// Prepares templates for one language: everything that stays the same from request to request is written in.
///
/// In a template `[[sign-in.title]]` stands for a text, `[[link:signIn]]` for a path and `[[file:aikagi.css]]` for
/// the address of a static file, `[[app:pages/passphrase.js]]` for that of a module which the web app shares. A text's own `{name}` becomes a value of the page, escaped like any other.
struct Blueprint {
    let texts: Catalogue.Texts
    let links: [Destination: String]
    let files: StaticFiles
    let app: AppFiles

    func library(of sources: [ResourceFolder.File]) throws -> MustacheLibrary {
        var templates: [String: MustacheTemplate] = [:]
        for source in sources {
            let filled = try fill(source.text, of: source.name)
            do {
                templates[String(source.name.prefix { $0 != "." })] = try MustacheTemplate(string: filled)
            } catch {
                throw PagesError.malformed(template: source.name, reason: "\(error)")
            }
        }
        return MustacheLibrary(templates: templates)
    }

    /// The template with every `[[…]]` replaced.
    ///
    /// It looks for bytes, as looking for characters takes a fifth of the server's start.
    func fill(_ source: String, of template: String) throws -> String {
        var filled = ""
        var rest = source[...]
        while let opening = pair(of: UInt8(ascii: "["), in: rest),
            let closing = pair(of: UInt8(ascii: "]"), in: rest[opening.upperBound...])
        {
            filled += rest[..<opening.lowerBound]
            filled += try replacement(for: rest[opening.upperBound..<closing.lowerBound], in: template)
            rest = rest[closing.upperBound...]
        }
        return filled + rest
    }

    private func pair(of byte: UInt8, in text: Substring) -> Range<String.Index>? {
        let bytes = text.utf8
        var start = bytes.startIndex
        while let first = bytes[start...].firstIndex(of: byte) {
            start = bytes.index(after: first)
            if start < bytes.endIndex, bytes[start] == byte { return first..<bytes.index(after: start) }
        }
        return nil
    }

    private func replacement(for reference: Substring, in template: String) throws -> String {
        if reference.hasPrefix("link:") {
            let name = String(reference.dropFirst(5))
            guard let path = Destination(rawValue: name).flatMap({ links[$0] }) else {
                throw PagesError.unknownLink(name: name, template: template)
            }
            return HTML.escaped(path)
        }
        if reference.hasPrefix("file:") {
            let name = String(reference.dropFirst(5))
            guard let path = files.path(of: name) else {
                throw PagesError.unknownFile(name: name, template: template)
            }
            return HTML.escaped(path)
        }
        if reference.hasPrefix("app:") {
            let name = String(reference.dropFirst(4))
            guard let path = app.path(of: name) else { throw PagesError.unknownFile(name: name, template: template) }
            return HTML.escaped(path)
        }
        guard let text = texts[String(reference)] else {
            throw PagesError.unknownText(key: String(reference), template: template)
        }
        return HTML.escaped(text).replacing("{", with: "{{").replacing("}", with: "}}")
    }
}
