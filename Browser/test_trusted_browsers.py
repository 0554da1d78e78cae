"""Browsers in which the second step is spared: trusted by a page, listed, and distrusted again."""

import re

import pytest
from playwright.sync_api import Page, expect
from rig import person as people
from rig.account import Account

TRUST = re.compile("/account/sessions/trust-browser([?].*)?$")


def sign_in_with_both_steps(page: Page, server, person) -> None:
    people.give_identifier(page, server, person.address)
    people.give_password(page, person.password)
    page.fill("main [name=code]", people.fresh_code(person, server))
    people.submit(page)


def sign_in_with_password(page: Page, server, person) -> None:
    people.give_identifier(page, server, person.address)
    people.give_password(page, person.password)


@pytest.fixture
def somebody(server, administrator) -> people.Person:
    """Not the administrator, who is always asked."""
    return Account(server, "mio@example.org").join().person


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_trusted_browser_asks_for_the_password_alone(server, somebody, open_page, language):
    """M-10, SESS-09"""
    page = open_page(language=language, width=390, height=844)
    sign_in_with_both_steps(page, server, somebody)
    expect(page).to_have_url(TRUST)
    people.submit(page)
    people.expect_overview(page, server)
    secret = {cookie["name"]: cookie for cookie in page.context.cookies()}["__Host-aikagi-trust"]
    assert len(secret["value"]) == 43 and secret["httpOnly"] and secret["secure"] and secret["sameSite"] == "Lax"

    people.sign_out(page)
    sign_in_with_password(page, server, somebody)
    people.expect_overview(page, server)
    # What it spared is asked for before the first change.
    page.goto(f"{server.origin}/account/password")
    page.goto(f"{server.origin}/account/authenticator-apps/add")
    expect(page).to_have_url(re.compile("/step-up[?]"))
    expect(page.locator("main [name=code]")).to_be_visible()

    # Another browser is asked for both steps.
    other = open_page(language=language)
    sign_in_with_password(other, server, somebody)
    expect(other).to_have_url(re.compile("/sign-in/code$"))

    page.goto(f"{server.origin}/account/sessions")
    people.proves_afresh(page, server, somebody)
    page.locator("form[action$='/distrust'] button").click()
    expect(page).to_have_url(re.compile("notice=browserDistrusted"))
    people.sign_out(page)
    sign_in_with_password(page, server, somebody)
    expect(page).to_have_url(re.compile("/sign-in/code$"))


def test_it_is_offered_once_and_leads_on_to_the_page_that_was_wanted(server, somebody, open_page):
    page = open_page(javascript=False)
    page.goto(f"{server.origin}/account/activity")
    sign_in_with_both_steps(page, server, somebody)
    expect(page).to_have_url(TRUST)
    page.locator("main .links a").click()
    expect(page).to_have_url(re.compile("/account/activity$"))
    people.sign_out(page)
    sign_in_with_both_steps(page, server, somebody)
    people.expect_overview(page, server)
    # Later it is where the sessions are.
    page.goto(f"{server.origin}/account/sessions")
    page.locator("main a[href$='/trust-browser']").click()
    people.proves_afresh(page, server, somebody)
    people.submit(page)
    expect(page).to_have_url(re.compile("/account/sessions[?]notice=browserTrusted$"))
    expect(page.locator("#trusted")).to_be_visible()


def test_the_administrator_of_the_server_may_forbid_it(start_server, open_page):
    server = start_server(ACCOUNTS__TRUSTED_BROWSER_DAYS="0")
    Account(server).set_up()
    somebody = Account(server, "mio@example.org").join().person
    page = open_page()
    sign_in_with_both_steps(page, server, somebody)
    people.expect_overview(page, server)
    page.goto(f"{server.origin}/account/sessions")
    expect(page.locator("#trusted")).to_have_count(0)
