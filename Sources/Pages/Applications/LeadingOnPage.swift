/// Leads to an application, at once and without a redirect: a redirect in answer to a form may lead to this server only,
/// by the policy that every page carries.
package struct LeadingOnPage: Page {
    package static let template = "leading-on"

    package let application: String
    /// The whole address, with the answer in it.
    package let address: String

    package init(application: String, address: String) {
        self.application = application
        self.address = address
    }

    package func fields(in wording: Wording) -> Fields {
        [
            "title": wording.text("leading-on.title", ["application": application]),
            "refresh": "0;url=\(address)", "address": address,
        ]
    }
}
