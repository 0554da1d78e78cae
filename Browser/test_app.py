"""The web app and the real server, each in a browser of its own: one signs in, the other is the phone."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from rig import person as people
from rig.app_user import AppUser


@pytest.fixture
def pages(server, administrator, open_page) -> Page:
    """The person's own pages, signed in."""
    page = open_page()
    people.sign_in(page, server, administrator)
    return page


@pytest.fixture
def phone(server, open_page) -> AppUser:
    """A phone on which nothing is installed yet."""
    return AppUser(open_page(width=390, height=844), server.origin)


def enrolment_link(page: Page, server, person) -> str:
    """What the phone's camera reads from the page that adds a device."""
    page.goto(f"{server.origin}/account/devices")
    people.submit(page)
    if people.proves_afresh(page, server, person):
        page.goto(f"{server.origin}/account/devices")
        people.submit(page)
    link = people.read_qr(page)
    assert link == server.origin + page.locator("a[href^='/app#enrol=']").get_attribute("href")
    return link


def ask(page: Page, server, person) -> str:
    """Signs in up to the page that waits for the phone; the number that it shows."""
    people.give_identifier(page, server, person.address)
    people.give_password(page, person.password)
    expect(page).to_have_url(re.compile("/sign-in/approval$"))
    return re.sub(r"\D", "", page.locator(".big-number [aria-hidden]").inner_text())


def test_a_phone_is_linked_by_qr_and_signs_in(server, administrator, pages, phone, open_page):
    """D-8, M-1: link, test, request, number; the page goes on by itself."""
    phone.enrol(enrolment_link(pages, server, administrator)).confirm_test()
    expect(pages.locator("main")).to_contain_text("is ready", timeout=15_000)

    browser = open_page()
    number = ask(browser, server, administrator)
    phone.expect_question()
    expect(phone.page.locator("dl.facts")).to_contain_text("127.0.0.1")
    expect(browser.locator("[data-step=shown]")).to_have_class(re.compile("is-done"))
    phone.approve(number)
    phone.expect_outcome("Approved")
    people.expect_overview(browser, server)


def test_a_wrong_number_signs_nobody_in(server, administrator, pages, phone, open_page):
    """PUSH-01, PUSH-10."""
    phone.enrol(enrolment_link(pages, server, administrator)).confirm_test()
    browser = open_page()
    number = ask(browser, server, administrator)
    phone.expect_question()
    wrong = str((int(number) + 1) % 10 ** len(number)).zfill(len(number))
    for left in [2, 1]:
        phone.approve(wrong)
        expect(phone.main()).to_contain_text(f"{left} left")
    phone.approve(wrong)
    phone.expect_outcome("Refused after wrong numbers")
    expect(browser.locator(".progress [data-step=approved].is-done")).to_have_count(0)
    browser.goto(f"{server.origin}/")
    assert urlsplit(browser.url).path == "/sign-in"


@pytest.mark.parametrize("decision", ["refuse", "notMe"])
def test_a_refusal_ends_the_sign_in(server, administrator, pages, phone, open_page, decision):
    """PUSH-05, PUSH-06."""
    phone.enrol(enrolment_link(pages, server, administrator)).confirm_test()
    browser = open_page()
    ask(browser, server, administrator)
    phone.expect_question()
    if decision == "refuse":
        phone.refuse()
        phone.expect_outcome("Refused")
    else:
        phone.say_not_me()
        phone.expect_outcome("Stopped")
    expect(browser.locator(".notice")).to_be_visible()
    browser.goto(f"{server.origin}/")
    assert urlsplit(browser.url).path == "/sign-in"


def test_the_bug_this_project_exists_for(server, administrator, pages, phone, open_page):
    """The app's data is cleared and nobody signed out: within six seconds the page that waits says so and opens the other
    ways, and one of them leads in."""
    phone.enrol(enrolment_link(pages, server, administrator)).confirm_test()
    tools = phone.page.context.new_cdp_session(phone.page)
    phone.page.goto("about:blank")
    tools.send("Storage.clearDataForOrigin", {"origin": server.origin, "storageTypes": "all"})

    browser = open_page()
    ask(browser, server, administrator)
    expect(browser.locator("#overdue")).to_be_visible(timeout=8_000)
    expect(browser.locator("#overdue")).to_contain_text("isn’t answering. It was last seen")
    browser.locator("#ways a[href$='/backup-code']").click()
    browser.fill("main [name=code]", administrator.backup_codes.pop())
    people.submit(browser)
    people.expect_overview(browser, server)
    browser.goto(f"{server.origin}/account/devices")
    expect(browser.locator("main")).to_contain_text("not answering")

    # It is never waited for again.
    people.sign_out(browser)
    people.give_identifier(browser, server, administrator.address)
    people.give_password(browser, administrator.password)
    assert urlsplit(browser.url).path != "/sign-in/approval"

    # The phone is linked anew, and asks by itself whose place it takes: the dead copy is gone once it is replaced.
    phone.enrol(enrolment_link(pages, server, administrator), name="Pixel 8, new").confirm_test()
    expect(pages.locator("main h1")).to_contain_text("Is this a re-install of Pixel 8, last seen")
    pages.get_by_role("button", name="Yes, replace it").click()
    expect(pages.locator("[role=status]").first).to_contain_text("The old copy is switched off.")
    expect(pages.locator("main li.row")).to_have_count(1)
    expect(pages.locator("main li.row")).to_contain_text("Pixel 8, new")
    expect(pages.locator("main li.row")).to_contain_text("primary")
    again = open_page()
    number = ask(again, server, administrator)
    phone.expect_question()
    phone.approve(number)
    people.expect_overview(again, server)


def test_codes_of_the_app_open_the_door(server, administrator, pages, phone, open_page):
    """M-2: with the phone offline, and equal to oathtool's."""
    phone.join(enrolment_link(pages, server, administrator), lock="none")
    phone.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone.page.context.set_offline(True)
    phone.page.reload()
    phone.section(1)
    code = phone.codes()["localhost"]
    browser = open_page()
    people.give_identifier(browser, server, administrator.address)
    people.give_password(browser, administrator.password)
    browser.goto(f"{server.origin}/sign-in/app-code")
    browser.fill("main [name=code]", code)
    people.submit(browser)
    people.expect_overview(browser, server)
    phone.page.context.set_offline(False)


def test_a_phone_that_is_reported_lost_says_so(server, administrator, pages, phone):
    """D-5, DEV-13, DEV-19: dead at once, while the app is open, and it says why."""
    phone.enrol(enrolment_link(pages, server, administrator)).confirm_test()
    pages.goto(f"{server.origin}/account/devices")
    pages.locator("main a.danger[href*='/lost']").first.click()
    people.proves_afresh(pages, server, administrator)
    people.submit(pages)
    expect(phone.heading()).to_have_text("This copy can’t approve any more")
    expect(phone.main()).to_contain_text("This device was reported lost.")


def test_the_phone_and_the_browser_speak_japanese(server, administrator, pages, open_page):
    phone = AppUser(open_page(language="ja", width=390), server.origin)
    phone.enrol(enrolment_link(pages, server, administrator)).confirm_test()
    browser = open_page(language="ja")
    number = ask(browser, server, administrator)
    expect(phone.heading()).to_have_text("サインインに心当たりはありますか？")
    phone.approve(number)
    phone.expect_outcome("承認しました")
    people.expect_overview(browser, server)
