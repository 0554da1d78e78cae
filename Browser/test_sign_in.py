"""Signing in as people do it: with a keyboard, without scripts, with a password store, with a wrong word first."""

import re

import pytest
from playwright.sync_api import expect
from rig import person as people


def test_everything_works_without_scripts(server, open_page):
    person = people.Person()
    page = open_page(javascript=False)
    people.set_up_first_account(page, server.setup_link(), person, server)
    people.sign_out(page)
    people.sign_in(page, server, person)
    people.sign_out(page)
    people.sign_in_with_backup_code(page, server, person)
    expect(page.locator("header")).to_contain_text(person.name)


def test_the_keyboard_is_enough(server, administrator, open_page):
    page = open_page()
    page.goto(f"{server.origin}/")
    expect(page.locator("[name=identifier]")).to_be_focused()
    page.keyboard.type(administrator.address)
    page.keyboard.press("Enter")

    expect(page.locator("[name=password]")).to_be_focused()
    page.keyboard.type(administrator.password)
    page.keyboard.press("Enter")

    expect(page.locator("main [name=code]")).to_be_focused()
    page.keyboard.type(people.fresh_code(administrator, server))
    page.keyboard.press("Enter")
    people.expect_overview(page, server)

    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.closest('nav a, header, main, footer')?.textContent?.trim()"))
        ring = page.evaluate(
            "(() => { const s = getComputedStyle(document.activeElement);"
            " return document.activeElement === document.body || s.outlineStyle !== 'none' || s.boxShadow !== 'none' })()"
        )
        assert ring, page.evaluate("document.activeElement.outerHTML")
    for link in page.locator("nav.sections a").all_inner_texts():
        assert link.strip() in reached, f"'{link}' is not reached by Tab"


def test_password_fields_suit_a_password_store(server, administrator, open_page):
    """PWD-15: the right types and autocomplete values, paste works, and what was typed can be shown."""
    page = open_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server.origin)
    page.goto(f"{server.origin}/sign-in")
    expect(page.locator("[name=identifier]")).to_have_attribute("autocomplete", "username webauthn")
    page.fill("[name=identifier]", administrator.address)
    people.submit(page)

    field = page.locator("[name=password]")
    expect(field).to_have_attribute("type", "password")
    expect(field).to_have_attribute("autocomplete", "current-password")
    page.evaluate("words => navigator.clipboard.writeText(words)", administrator.password)
    field.focus()
    page.keyboard.press("Control+V")
    expect(field).to_have_value(administrator.password)

    page.locator("[data-reveals=password]").click()
    expect(field).to_have_attribute("type", "text")
    page.locator("[data-reveals=password]").click()
    expect(field).to_have_attribute("type", "password")

    page.goto(f"{server.origin}/password-reset")
    expect(page.locator("[name=identifier]")).to_have_attribute("autocomplete", "username")


def test_a_wrong_password_is_said_where_it_was_typed(server, administrator, open_page):
    page = open_page()
    people.give_identifier(page, server, administrator.address)
    people.give_password(page, "not the right words at all")

    field = page.locator("[name=password]")
    expect(field).to_have_attribute("aria-invalid", "true")
    described = field.get_attribute("aria-describedby").split()
    assert any(page.locator(f"#{name}").inner_text().strip() for name in described)
    assert page.title().startswith("Please check")

    people.give_password(page, administrator.password)
    expect(page).to_have_url(re.compile("/sign-in/code$"))


def test_a_code_from_a_slow_clock_is_told_by_how_much(server, administrator, open_page):
    page = open_page()
    people.give_identifier(page, server, administrator.address)
    people.give_password(page, administrator.password)
    server.advance(60)
    page.fill("main [name=code]", people.one_time_code(administrator.secret, server.now() - 240))
    people.submit(page)
    expect(page.locator("main")).to_contain_text("about 4 minutes slow")

    page.fill("main [name=code]", people.fresh_code(administrator, server))
    people.submit(page)
    people.expect_overview(page, server)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_camera_reads_the_enrolment_code(scheme, server, administrator, open_page):
    page = open_page(scheme=scheme, width=390)
    people.sign_in_with_backup_code(page, server, administrator)
    page.goto(f"{server.origin}/account/authenticator-apps/add")
    link = people.otpauth_link(page)
    assert people.read_qr(page) == link
    assert re.match(r"otpauth://totp/[^?]*sakura%40example\.org\?", link), link


def test_the_language_is_changed_where_one_is(server, open_page):
    page = open_page(language="en")
    page.goto(f"{server.origin}/sign-in")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator("footer button[lang=ja]").click()
    expect(page).to_have_url(f"{server.origin}/sign-in")
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    expect(page.locator("h1")).to_have_text("サインイン")
