// Pages turns what a page has to say into HTML, in two languages, together with the styles, scripts and pictures that
// belong to it. It decides nothing, remembers nothing about anybody, and knows no path, no clock and no account: all
// of that comes in with a page's model and the frame around it.
//
// What never changes while the server runs is written into the templates before they are compiled: the words of the
// catalogue, links, addresses of static files (Blueprint). What is the same for all pages of one shape is made once by
// the template engine (Skeleton). A request pays for its own texts only, and no text of its own can become markup.

package import Identity
internal import Mustache

/// All pages of the server, ready to be written.
package struct PageLibrary: Sendable {
    /// The styles, scripts and pictures that the pages refer to, by the path under which to serve them.
    package let staticFiles: StaticFiles
    /// The web app, which is made of files alone.
    package let app: AppFiles
    /// The app's interface as an OpenAPI document, in JSON.
    package let interface: [UInt8]

    private let libraries: [Language: MustacheLibrary]
    private let wordings: [Language: Catalogue.Texts]
    private let links: [Destination: String]
    private let skeletons = SkeletonStore(capacity: 512)

    /// Reads and compiles everything; a template that names a text, link or file that isn't there stops the start.
    ///
    /// - Parameters:
    ///   - resources: the folder of the templates, texts and static files; ``ResourceFolder/besideExecutable()`` finds it.
    ///   - link: the path of each destination.
    ///   - staticPath: the folder under which Web serves static files, such as `/static`.
    ///   - appPath: where Web serves the app's shell, and below it all of its files.
    /// - Throws: ``PagesError``, or the error of the file system.
    package init(
        resources: ResourceFolder, staticPath: String, appPath: String, link: (Destination) -> String
    ) throws {
        let catalogue = try Catalogue(reading: resources)
        let files = try StaticFiles(reading: resources, under: staticPath)
        let links = Dictionary(uniqueKeysWithValues: Destination.allCases.map { ($0, link($0)) })
        let sources = try resources.files(in: "pages", withSuffix: ".mustache")

        staticFiles = files
        let app = try AppFiles(reading: resources, under: appPath, styledBy: files)
        self.app = app
        interface = try resources.bytes(of: "openapi.json")
        self.links = links
        wordings = catalogue.texts
        libraries = try catalogue.texts.mapValues { texts in
            let blueprint = Blueprint(texts: texts, links: links, files: files, app: app)
            return try blueprint.library(of: sources)
        }
    }

    /// Writes one page; every text in it is escaped.
    package func render<P: Page>(_ page: P, in frame: Frame) -> String {
        let wording = Wording(of: frame.language, texts: wordings[frame.language] ?? [:], links: links, now: frame.now)
        var values = page.fields(in: wording)
        values.merge(frame.fields(around: page, in: wording)) { ofPage, _ in ofPage }
        let key = SkeletonStore.Key(
            template: P.template, language: frame.language.rawValue, shape: values.mapValues(\.shape))
        return skeletons.skeleton(key) { skeleton(of: P.template, for: values, in: frame.language) }
            .filled(with: values)
    }

    /// A text of the catalogue that stands on no page.
    func text(_ key: String, in language: Language) -> String {
        wordings[language]?[key] ?? key
    }

    /// Runs the template engine over marks in the place of texts.
    private func skeleton(of template: String, for values: Fields, in language: Language) -> Skeleton {
        Skeleton(cutting: libraries[language]?.render(values.marked(at: []), withTemplate: template) ?? "")
    }

    /// What a passkey or security key is called whose person gave it no name.
    package func suggestedKeyName(isPasskey: Bool, in language: Language) -> String {
        wordings[language]?[isPasskey ? "key-add.passkey-name" : "key-add.security-key-name"] ?? ""
    }

    /// What an authenticator app is called whose person gave it no name: what the page had suggested.
    package func suggestedAppName(in language: Language) -> String {
        wordings[language]?["enrol.name-default"] ?? ""
    }
}

/// Why the pages could not be prepared. All of these are mistakes in the resources, found at the start.
package enum PagesError: Error, Equatable, CustomStringConvertible {
    case resourcesMissing(path: String)
    case unreadable(file: String)
    case unknownText(key: String, template: String)
    case unknownLink(name: String, template: String)
    case unknownFile(name: String, template: String)
    case malformed(template: String, reason: String)

    package var description: String {
        switch self {
        case .resourcesMissing(let path):
            "The folder of the pages is missing: \(path). It belongs next to the program; install both together."
        case .unreadable(let file): "\(file) can't be read."
        case .unknownText(let key, let template): "\(template) names the text “\(key)”, which the catalogue lacks."
        case .unknownLink(let name, let template): "\(template) names the link “\(name)”, which does not exist."
        case .unknownFile(let name, let template): "\(template) names the file “\(name)”, which does not exist."
        case .malformed(let template, let reason): "\(template) can't be compiled: \(reason)"
        }
    }
}
