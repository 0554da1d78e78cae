"""Accounts without a password, and phones that read a QR code: the web app and the real server, each in a browser."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from rig import person as people
from rig.app_user import AppUser


@pytest.fixture
def phone(server, open_page) -> AppUser:
    """A phone on which nothing is installed yet."""
    return AppUser(open_page(width=390, height=844), server.origin)


def sign_in_and_link(page: Page, server, person, phone: AppUser, lock: str = "pin") -> None:
    """Signs in, and adds the app on a phone."""
    people.sign_in(page, server, person)
    page.goto(f"{server.origin}/account/devices/add")
    people.proves_afresh(page, server, person)
    phone.enrol(people.read_qr(page), lock=lock).confirm_test()
    # The page learns of it by itself; whoever goes on before would meet its reload.
    page.locator("main [data-step=ready][aria-current]").wait_for(timeout=15_000)


def remove_password(page: Page, server, language: str) -> None:
    page.goto(f"{server.origin}/account/password")
    people.speaks(page, language)
    page.locator("main a[href$='/password/remove']").click()
    people.submit(page)
    expect(page).to_have_url(re.compile("/[?]notice=passwordRemoved$"))


def number_on(page: Page) -> str:
    number = page.locator(".big-number [aria-hidden]")
    expect(number).to_be_visible(timeout=15_000)
    return re.sub(r"\D", "", number.inner_text())


def scan(page: Page, server, phone: AppUser) -> None:
    """Chooses the phone on the first page, reads the QR code with it, and types the number there."""
    page.goto(f"{server.origin}/sign-in")
    page.locator("form[action$='/qr'] button").click()
    expect(page).to_have_url(re.compile("/sign-in/qr$"))
    link = people.read_qr(page)
    assert link.startswith(f"{server.origin}/app#scan="), link
    phone.page.goto("about:blank")
    phone.page.goto(link)
    phone.expect_question()
    phone.unlock()
    phone.approve(number_on(page))


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_qr_code_on_the_first_page_is_enough_without_a_password(server, administrator, open_page, language):
    """P-4, P-5: nothing is typed in the browser; the app's lock and the number make it a sign-in."""
    phone = AppUser(open_page(language=language, width=390, height=844), server.origin)
    page = open_page(language=language)
    sign_in_and_link(page, server, administrator, phone)
    remove_password(page, server, language)
    done = {"en": "Your password is gone", "ja": "パスワードを削除しました"}
    expect(page.locator("main")).to_contain_text(done[language])

    browser = open_page(language=language)
    scan(browser, server, phone)
    phone.expect_outcome({"en": "Approved", "ja": "承認しました"}[language])
    people.expect_overview(browser, server)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_browser_that_is_known_asks_the_phone_at_once_and_a_strange_one_does_not(
    server, administrator, open_page, language
):
    """P-4, RATE-15: an approval as the first step, where the person has signed in before."""
    phone = AppUser(open_page(language=language, width=390, height=844), server.origin)
    page = open_page(language=language)
    sign_in_and_link(page, server, administrator, phone)
    remove_password(page, server, language)
    people.sign_out(page)

    stranger = open_page(language=language)
    people.give_identifier(stranger, server, administrator.address)
    assert urlsplit(stranger.url).path == "/sign-in/password"
    people.give_password(stranger, "not the right words at all")
    expect(stranger.locator(".field-error")).to_be_visible()

    people.give_identifier(page, server, administrator.address)
    assert urlsplit(page.url).path == "/sign-in/approval"
    phone.expect_question()
    phone.approve(number_on(page))
    people.expect_overview(page, server)


def test_a_qr_code_comes_before_the_password_of_an_account_that_has_one(server, administrator, open_page, phone):
    """QR-11: the phone names the account and stands for the second step; the password is still asked for."""
    sign_in_and_link(open_page(), server, administrator, phone)
    browser = open_page()
    scan(browser, server, phone)
    phone.expect_outcome("Approved")
    expect(browser).to_have_url(re.compile("/sign-in/password$"), timeout=15_000)
    expect(browser.locator("main")).to_contain_text("Your phone has confirmed this sign-in.")
    expect(browser.locator("main .account b")).to_have_text(administrator.address)
    people.give_password(browser, administrator.password)
    people.expect_overview(browser, server)


def test_what_is_missing_for_it_is_said_and_linked(server, administrator, open_page, phone):
    """product.md §4.5: without an app lock the app is possession only."""
    page = open_page()
    sign_in_and_link(page, server, administrator, phone, lock="none")
    page.goto(f"{server.origin}/account/password/remove")
    expect(page.locator("main")).to_contain_text("First you need the app with an app lock")
    people.submit(page)
    assert urlsplit(page.url).path == "/account/devices"


@pytest.mark.parametrize("by_code", ["backup code", "authenticator app"])
def test_the_app_is_added_by_signing_in_there(server, administrator, open_page, phone, by_code):
    """Issue 3, enrolling from the app: somebody who is signed out is led back to where the app is added."""
    phone.open()
    phone.page.locator("main a[href='/account/devices/add']").click()
    expect(phone.page).to_have_url(re.compile("/sign-in$"))
    sign_in_there(phone.page, server, administrator, by_code)
    link_here(phone)

    # Its data is gone, and nobody signed out: it starts anew, and the same way leads to a new copy.
    tools = phone.page.context.new_cdp_session(phone.page)
    phone.page.goto("about:blank")
    tools.send("Storage.clearDataForOrigin", {"origin": server.origin, "storageTypes": "all"})
    phone.open()
    phone.page.locator("main a[href='/account/devices/add']").click()
    sign_in_there(phone.page, server, administrator, by_code)
    link_here(phone)


def test_a_copy_that_was_reported_lost_is_linked_again_from_its_own_screen(server, administrator, open_page, phone):
    """DEV-19, D-3: "Link it again" leads through the sign-in to a new copy."""
    page = open_page()
    sign_in_and_link(page, server, administrator, phone)
    page.goto(f"{server.origin}/account/devices")
    page.locator("main a.danger[href*='/lost']").first.click()
    people.proves_afresh(page, server, administrator)
    people.submit(page)
    expect(phone.heading()).to_have_text("This copy can’t approve any more")
    phone.submit()
    expect(phone.page).to_have_url(re.compile("/sign-in$"))
    sign_in_there(phone.page, server, administrator, "backup code")
    link_here(phone)


def sign_in_there(page: Page, server, person, by_code: str) -> None:
    """Signs in on the pages that the app has opened, by password and a code."""
    page.fill("[name=identifier]", person.address)
    people.submit(page)
    people.give_password(page, person.password)
    if by_code == "backup code":
        page.goto(f"{server.origin}/sign-in/backup-code")
        page.fill("main [name=code]", person.backup_codes.pop())
    else:
        page.goto(f"{server.origin}/sign-in/code")
        page.fill("main [name=code]", people.fresh_code(person, server))
    people.submit(page)
    expect(page).to_have_url(re.compile("/account/devices/add$"))


def link_here(phone: AppUser) -> None:
    """Follows the link for the app on this very device, up to its first screen."""
    link = phone.page.locator("main a[href^='/app#enrol=']").get_attribute("href")
    phone.join(phone.origin + link)
