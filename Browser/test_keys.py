"""Passkeys and security keys, with Chromium's own virtual authenticator: added, used on every road, and gone wrong."""

import json
import re
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect
from rig import person as people
from rig.virtual_authenticator import VirtualAuthenticator

BOTH = pytest.mark.parametrize("language", ["en", "ja"])

# What a page says, in the words of either language.
WORDS = {
    "cancelled": {"en": "Nothing was confirmed", "ja": "確認できませんでした"},
    "not-touched": {"en": "wasn’t touched", "ja": "タッチが確認できませんでした"},
    "not-recognised": {"en": "isn’t one that opens this account", "ja": "サインインできません"},
    "copied": {"en": "may have been copied", "ja": "複製された可能性"},
    "known": {"en": "has been added already", "ja": "すでに追加されています"},
    "page": {"en": "doesn’t allow passkeys on this address", "ja": "このアドレスではパスキーを使えません"},
    "unsupported": {"en": "needs a browser with passkeys", "ja": "パスキーに対応したブラウザ"},
}


def says(page: Page, words: str, language: str) -> None:
    # Not anywhere on the page: it holds the words of all that the browser may report, hidden.
    place = page.locator("#key-fault:visible, #problems:visible, #key-unsupported:visible").first
    expect(place).to_contain_text(WORDS[words][language])


def add_key(page: Page, server, person, name: str, way: str = "passkey") -> None:
    page.goto(f"{server.origin}/account/keys/add")
    people.proves_afresh(page, server, person)
    page.fill("main [name=name]", name)
    page.locator(f"main button[data-way={way}]").click()


def with_key(
    open_page, server, person, language: str, way: str = "passkey", **authenticator
) -> tuple[Page, VirtualAuthenticator]:
    """Somebody who has added a key, and has signed out again."""
    page = open_page(language)
    key = VirtualAuthenticator(page, **authenticator)
    people.sign_in(page, server, person)
    page.goto(server.origin + "/")
    people.speaks(page, language)
    add_key(page, server, person, "Blue key", way)
    expect(page).to_have_url(re.compile("/account/keys[?]notice=keyAdded$"))
    people.sign_out(page)
    return page, key


def press_passkey(page: Page, server) -> None:
    page.goto(f"{server.origin}/sign-in")
    page.locator("#passkey button").click()


@BOTH
def test_a_passkey_signs_in_with_nothing_typed(language, open_page, server, administrator):
    """WAA-20, P-6: the button of the first page."""
    page, key = with_key(open_page, server, administrator, language)
    assert [credential["isResidentCredential"] for credential in key.credentials()] == [True]
    key.fills_in(False)
    press_passkey(page, server)
    people.expect_overview(page, server)
    page.goto(f"{server.origin}/account/keys")
    expect(page.locator("main .row b")).to_have_text("Blue key")


@BOTH
def test_a_passkey_is_offered_in_the_field_of_the_address(language, open_page, server, administrator):
    """WAA-18, WAA-20: conditional UI; the virtual authenticator takes the suggestion by itself."""
    page, _ = with_key(open_page, server, administrator, language)
    page.goto(f"{server.origin}/sign-in")
    people.expect_overview(page, server)


@BOTH
def test_a_passkey_after_the_address(language, open_page, server, administrator):
    """Among the other ways, for people who have typed their address already."""
    page, key = with_key(open_page, server, administrator, language)
    key.fills_in(False)
    people.give_identifier(page, server, administrator.address)
    page.goto(f"{server.origin}/sign-in/other-ways")
    page.locator("main a[href$='/sign-in/key']").click()
    people.submit(page)
    people.expect_overview(page, server)


@BOTH
def test_a_security_key_as_the_second_step(language, open_page, server, administrator):
    """M-7: after the password the key is asked first, and the other ways are one click away."""
    page, key = with_key(
        open_page, server, administrator, language, "securityKey", transport="usb", resident=False, verifies=False
    )
    people.give_identifier(page, server, administrator.address)
    people.give_password(page, administrator.password)
    expect(page).to_have_url(re.compile("/sign-in/key$"))
    people.submit(page)
    people.expect_overview(page, server)


@BOTH
def test_fresh_proof_with_a_key(language, open_page, server, administrator):
    """WAA-17: a sensitive page asks for the key, and goes on."""
    page, key = with_key(open_page, server, administrator, language)
    key.fills_in(False)
    press_passkey(page, server)
    people.expect_overview(page, server)
    server.advance(11 * 60)
    page.goto(f"{server.origin}/account/identifiers/add")
    expect(page).to_have_url(re.compile("/step-up"))
    people.submit(page)
    expect(page).to_have_url(re.compile("/account/identifiers/add$"))


@BOTH
def test_a_key_is_the_second_step_of_a_new_password(language, open_page, server, administrator):
    page, key = with_key(open_page, server, administrator, language)
    key.fills_in(False)
    page.goto(f"{server.origin}/password-reset")
    page.fill("[name=identifier]", administrator.address)
    people.submit(page)
    page.fill("main [name=code]", server.mailed_code(administrator.address))
    people.submit(page)
    expect(page).to_have_url(re.compile("/password-reset/key$"))
    people.submit(page)
    expect(page).to_have_url(re.compile("/password-reset/new-password$"))


# What goes wrong


@BOTH
def test_nobody_touches_the_key(language, open_page, server, administrator):
    """WAA-09, WAA-20: the browser gives up, and an authenticator that claims no touch is refused by the server."""
    page, key = with_key(open_page, server, administrator, language)
    key.fills_in(False)
    key.is_touched(False)
    page.goto(f"{server.origin}/sign-in")
    page.evaluate(
        """() => {
            const get = navigator.credentials.get.bind(navigator.credentials);
            navigator.credentials.get = (asked) => get({ ...asked, signal: AbortSignal.timeout(500) });
        }"""
    )
    page.locator("#passkey button").click()
    says(page, "cancelled", language)
    key.is_touched(True)
    key.answers(bad_touch=True)
    press_passkey(page, server)
    says(page, "not-touched", language)
    expect(page.locator("main [name=identifier]")).to_be_visible()
    key.answers()
    press_passkey(page, server)
    people.expect_overview(page, server)


@BOTH
def test_the_key_does_not_check_its_user(language, open_page, server, administrator):
    """WAA-09, WAA-20: the browser itself lets neither pass; `KeyPagesTests` sends the server one that did."""
    page, key = with_key(open_page, server, administrator, language)
    key.fills_in(False)
    key.recognises(False)
    press_passkey(page, server)
    says(page, "cancelled", language)
    key.recognises(True)
    key.answers(bad_verification=True)
    press_passkey(page, server)
    says(page, "cancelled", language)


@BOTH
def test_a_cloned_key_is_refused_and_told(language, open_page, server, administrator):
    """WAA-13: the copy is behind the real one's counter."""
    page, key = with_key(open_page, server, administrator, language)
    key.fills_in(False)
    copies = key.credentials()
    for _ in range(2):
        press_passkey(page, server)
        people.expect_overview(page, server)
        people.sign_out(page)
    thief = open_page(language)
    clone = VirtualAuthenticator(thief)
    clone.fills_in(False)
    for copy in copies:
        clone.take(copy)
    press_passkey(thief, server)
    says(thief, "copied", language)
    subjects = [mail["subject"] for mail in server.mails_to(administrator.address)]
    assert any("copied" in subject or "複製" in subject for subject in subjects), subjects
    press_passkey(page, server)
    people.expect_overview(page, server)


@BOTH
def test_the_same_key_is_not_added_twice(language, open_page, server, administrator):
    page, key = with_key(open_page, server, administrator, language)
    key.fills_in(False)
    press_passkey(page, server)
    people.expect_overview(page, server)
    add_key(page, server, administrator, "Again")
    says(page, "known", language)
    expect(page.locator("main [name=name]")).to_have_value("Again")


@BOTH
def test_a_person_closes_the_dialogue(language, open_page, server, administrator):
    page = open_page(language)
    key = VirtualAuthenticator(page)
    people.sign_in(page, server, administrator)
    page.goto(f"{server.origin}/account/keys/add")
    people.proves_afresh(page, server, administrator)
    people.speaks(page, language)
    with key.cancelled_by_person("create"):
        page.locator("main button[data-way=passkey]").click()
        says(page, "cancelled", language)
    page.locator("main button[data-way=passkey]").click()
    expect(page).to_have_url(re.compile("/account/keys[?]notice=keyAdded$"))


@BOTH
def test_the_wrong_address_is_said_in_plain_words(language, open_page, server, administrator):
    page = open_page(language)
    VirtualAuthenticator(page).fills_in(False)
    page.goto(f"{server.origin}/sign-in")
    page.evaluate(
        "() => { navigator.credentials.get = () => Promise.reject(new DOMException('', 'SecurityError')); }"
    )
    page.locator("#passkey button").click()
    says(page, "page", language)


@BOTH
def test_without_scripts_the_first_page_is_as_ever_and_a_key_page_says_what_to_do(
    language, open_page, server, administrator
):
    with_key(open_page, server, administrator, language)
    page = open_page(language, javascript=False)
    page.goto(f"{server.origin}/sign-in")
    expect(page.locator("#passkey")).to_be_hidden()
    people.give_identifier(page, server, administrator.address)
    people.give_password(page, administrator.password)
    expect(page).to_have_url(re.compile("/sign-in/key$"))
    says(page, "unsupported", language)
    expect(page.locator("#key button")).to_be_hidden()
    page.locator("main .aside a").click()
    page.locator("main .rows a[href$='/sign-in/code']").click()
    page.fill("main [name=code]", people.fresh_code(administrator, server))
    people.submit(page)
    people.expect_overview(page, server)


# Keeping


@BOTH
def test_a_key_is_renamed_and_removed_and_the_browser_hears_of_it(language, open_page, server, administrator):
    page, key = with_key(open_page, server, administrator, language)
    key.fills_in(False)
    heard = []
    page.expose_function("heard", lambda name, told: heard.append((name, told)))
    page.add_init_script(
        """for (const name of ["signalAllAcceptedCredentials", "signalCurrentUserDetails"]) {
            PublicKeyCredential[name] = (told) => (window.heard(name, told), Promise.resolve());
        }"""
    )
    press_passkey(page, server)
    people.expect_overview(page, server)
    page.goto(f"{server.origin}/account/keys")
    page.locator("main a[href*='/rename']").click()
    page.fill("main [name=name]", "Green key")
    people.submit(page)
    expect(page.locator("main .row b")).to_have_text("Green key")
    page.locator("main a[href*='/remove']").click()
    people.proves_afresh(page, server, administrator)
    heard.clear()
    people.submit(page)
    expect(page).to_have_url(re.compile("/account/keys[?]notice=keyRemoved$"))
    expect(page.locator("main .row")).to_have_count(0)
    page.wait_for_function("() => true")
    accepted = [told for name, told in heard if name == "signalAllAcceptedCredentials"]
    assert accepted and accepted[-1]["allAcceptedCredentialIds"] == [], heard
    assert accepted[-1]["rpId"] == "localhost"
    people.sign_out(page)
    press_passkey(page, server)
    says(page, "not-recognised", language)


def test_what_browsers_and_password_managers_look_up(server, administrator):
    """WAA-19: the lists hold what is configured, whatever the request says."""
    related = json.load(urlopen(f"{server.origin}/.well-known/webauthn"))
    assert related == {"origins": [server.origin]}
    endpoints = json.load(urlopen(f"{server.origin}/.well-known/passkey-endpoints"))
    assert endpoints == {
        "enroll": f"{server.origin}/account/keys/add",
        "manage": f"{server.origin}/account/keys",
    }
