/// Carries an answer to an application by a form (OAuth 2.0 Form Post Response Mode).
package struct FormPostPage: Page {
    package static let template = "form-post"

    package let application: String
    package let address: String
    package let parameters: [(name: String, value: String)]

    package init(application: String, address: String, parameters: [(name: String, value: String)]) {
        self.application = application
        self.address = address
        self.parameters = parameters
    }

    package func fields(in wording: Wording) -> Fields {
        [
            "title": wording.text("leading-on.title", ["application": application]), "address": address,
            "parameters": parameters.map { ["name": $0.name, "value": $0.value] as Fields },
        ]
    }
}
