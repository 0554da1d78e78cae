"""The app for a terminal, against a real server: added by the link of the page, approving by the number of another."""

import re

import pytest
from playwright.sync_api import expect

from rig import person as people
from rig.terminal_app import PIN, TerminalApp


@pytest.fixture
def app(tmp_path) -> TerminalApp:
    return TerminalApp(tmp_path / "terminal")


@pytest.fixture
def enrolled(app, server, administrator, open_page) -> TerminalApp:
    """The app after it was added as it says itself: the page that it names, a sign-in there, and the link that it shows."""
    named = app.run("enrol", server.origin)
    address = re.search(r"http://\S+", named.stdout).group()
    page = open_page()
    people.sign_in(page, server, administrator)
    page.goto(address)
    people.proves_afresh(page, server, administrator)
    link = server.origin + page.locator("main a[href^='/app#enrol=']").get_attribute("href")
    answer = app.run("enrol", server.origin, "--name", "Laptop", typing=f"{link}\ny\n{PIN}\n{PIN}\n")
    assert answer.returncode == 0, answer
    assert administrator.address in answer.stdout
    # The page goes on by itself; a context that is closed at that very moment never answers.
    expect(page.locator("main")).to_contain_text("is ready", timeout=15_000)
    page.context.close()
    return app


def ask(page, server, person) -> str:
    """Signs in up to the page that waits; the number that it shows."""
    people.give_identifier(page, server, person.address)
    people.give_password(page, person.password)
    return number_on(page)


def number_on(page) -> str:
    return re.sub(r"\D", "", page.locator(".big-number [aria-hidden]").inner_text())


def test_a_sign_in_is_approved_by_typing_the_number(enrolled, server, administrator, open_page):
    """M-1: the browser goes on by itself after the number was typed in the terminal, and the PIN after it."""
    watch = enrolled.watch()
    watch.wait_for("Waiting for requests", 20)
    page = open_page()
    number = ask(page, server, administrator)
    shown = watch.wait_for("to approve; r refuses", 20)
    assert "Sign-in as" in shown
    watch.type(number)
    watch.wait_for("PIN:", 10)
    watch.type(PIN)
    watch.wait_for("Approved.", 20)
    page.wait_for_url(server.origin + "/", timeout=15_000)
    watch.end()


def test_codes_and_the_account(enrolled, server, administrator, open_page):
    """Codes, the list, another name, another PIN (DEV-10), and a sign-in that is approved behind it or was somebody else's."""
    assert re.fullmatch(r"PIN: \d{6}\n", enrolled.run("code", "--bare", typing=f"{PIN}\n").stdout)
    assert enrolled.run("rename", "仕事用").returncode == 0
    devices = enrolled.run("devices")
    assert "仕事用" in devices.stdout and "primary" in devices.stdout and "answers" in devices.stdout, devices
    changed = enrolled.run("lock", typing=f"{PIN}\n730164\n730164\n")
    assert changed.returncode == 0, changed

    page = open_page()
    number = ask(page, server, administrator)
    old = enrolled.run("approve", typing=f"{number}\n{PIN}\n730164\n")
    assert "Wrong PIN. Tries left: 9" in old.stderr and old.stdout.endswith("Approved.\n"), old
    page.wait_for_url(server.origin + "/", timeout=15_000)

    stranger = open_page()
    ask(stranger, server, administrator)
    refused = enrolled.run("approve", "--not-me")
    assert refused.returncode == 0 and "Change your password" in refused.stdout, refused
    expect(stranger.locator(".notice")).to_be_visible()
    nothing = enrolled.run("approve")
    assert (nothing.returncode, nothing.stdout) == (1, "No request is open.\n"), nothing


def test_the_code_of_the_sign_in_page_is_scanned_from_a_picture(enrolled, server, administrator, open_page, tmp_path):
    """P-5: a picture of the whole page, as JPEG; then the page's number. QR-04: the same code once more is refused."""
    page = open_page()
    ask(page, server, administrator)
    page.goto(f"{server.origin}/sign-in/other-ways")
    page.locator("main .rows a[href$='/qr']").click()
    expect(page.locator("div.qr")).to_be_visible()
    picture = tmp_path / "page.jpg"
    page.screenshot(path=picture, type="jpeg", quality=70)
    scan = enrolled.start("scan", str(picture))
    scan.wait_for("to approve; r refuses", 20)
    expect(page.locator(".big-number")).to_be_visible()
    scan.type(number_on(page))
    scan.wait_for("PIN:", 10)
    scan.type(PIN)
    page.wait_for_url(server.origin + "/", timeout=15_000)
    scan.end()
    again = enrolled.run("scan", str(picture))
    assert again.returncode == 1 and "Too late" in again.stderr, again
