/// Asks whether new sign-ins shall be allowed again (D-9).
package struct RestrictionLiftPage: AccountPage {
    package static let template = "restriction-lift"
    package static let place = Section.devices

    package init() {}

    package func fields(in wording: Wording) -> Fields { [:] }
}
