"""Networks that an account is limited to: set at home, refused outside, and lifted from there."""

import re

import pytest
from playwright.sync_api import expect
from rig import person as people
from rig.account import Account

HOME = "192.0.2.7"
CAFE = "198.51.100.9"


def sign_in(page, server, person) -> None:
    people.give_identifier(page, server, person.address)
    people.give_password(page, person.password)
    page.fill("main [name=code]", people.fresh_code(person, server))
    people.submit(page)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_whoever_is_outside_of_their_networks_lifts_the_limit(start_server, open_page, language):
    """S-3"""
    server = start_server(TRUSTED_PROXIES="127.0.0.1")
    Account(server).set_up()
    somebody = Account(server, "mio@example.org").join().person
    page = open_page(language=language, width=390, height=844)
    page.context.set_extra_http_headers({"X-Forwarded-For": HOME})
    sign_in(page, server, somebody)
    page.goto(f"{server.origin}/account/networks")
    page.locator("main a[href$='/networks/add']").click()
    page.fill("main [name=name]", "Home")
    page.fill("main [name=addresses]", "198.51.100.0/28")
    people.submit(page)
    # Not with this one alone: it would lock the person out.
    page.locator("form[action$='/limit'] button").click()
    expect(page.locator("main")).to_contain_text(HOME)
    page.locator("main a[href*='/networks/edit']").click()
    page.fill("main [name=addresses]", "192.0.2.0/28")
    people.submit(page)
    page.locator("form[action$='/limit'] button").click()
    expect(page).to_have_url(re.compile("notice=networksLimited$"))

    away = open_page(language=language, width=390, height=844)
    away.context.set_extra_http_headers({"X-Forwarded-For": CAFE})
    sign_in(away, server, somebody)
    expect(away.locator("main a[href$='/network-lift']")).to_be_visible()
    away.locator("main a[href$='/network-lift']").click()
    away.fill("main [name=identifier]", somebody.address)
    people.submit(away)
    away.fill("main [name=code]", server.mailed_code(somebody.address))
    people.submit(away)
    away.fill("main [name=code]", people.fresh_code(somebody, server))
    people.submit(away)
    expect(away).to_have_url(re.compile("/network-lift/confirm$"))
    people.submit(away)
    away.locator("main a[href$='/sign-in']").click()
    sign_in(away, server, somebody)
    # A new browser is asked first whether it shall be trusted.
    away.goto(f"{server.origin}/account/networks")
    expect(away.locator("form[action$='/limit']")).to_be_visible()
