"""The app for a terminal, against a real server: added by the link of the page, approving by the number of another."""

import re
import subprocess

import pytest
from playwright.sync_api import expect

from rig import person as people
from rig.server import BINARY
from rig.terminal import Terminal

# Nobody measures it, so the debug build that the other tests are run from will do.
APP = BINARY.parent.parent / "debug" / "aikagi-authenticator"
PIN = "481902"


class TerminalApp:
    """A machine with the app, and somebody who types."""

    def __init__(self, folder, language: str = "en"):
        self.folder = folder
        self.environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "LANG": f"{language}.UTF-8", "TZ": "UTC"}
        folder.mkdir(exist_ok=True)

    def run(self, *arguments: str, typing: str = "") -> subprocess.CompletedProcess:
        return subprocess.run(
            [APP, *arguments, "--folder", str(self.folder / "keys")], input=typing, env=self.environment,
            cwd=self.folder, text=True, capture_output=True, timeout=60, check=False)

    def watch(self) -> Terminal:
        return Terminal([str(APP), "watch", "--folder", str(self.folder / "keys")], self.folder, self.environment)


@pytest.fixture
def app(tmp_path) -> TerminalApp:
    return TerminalApp(tmp_path / "terminal")


@pytest.fixture
def enrolled(app, server, administrator, open_page) -> TerminalApp:
    """The app after it was added by the link on the person's page."""
    page = open_page()
    people.sign_in(page, server, administrator)
    page.goto(server.origin + "/account/devices")
    people.submit(page)
    people.proves_afresh(page, server, administrator)
    link = server.origin + page.locator("main a[href^='/app#enrol=']").get_attribute("href")
    answer = app.run("enrol", link, "--name", "Laptop", typing=f"y\n{PIN}\n{PIN}\n")
    assert answer.returncode == 0, answer
    assert administrator.address in answer.stdout
    # The page goes on by itself; a context that is closed at that very moment never answers.
    expect(page.locator("main")).to_contain_text("is ready", timeout=15_000)
    page.context.close()
    return app


def test_a_sign_in_is_approved_by_typing_the_number(enrolled, server, administrator, open_page):
    """M-1: the browser goes on by itself after the number was typed in the terminal, and the PIN after it."""
    watch = enrolled.watch()
    watch.wait_for("Waiting for requests", 20)
    page = open_page()
    people.give_identifier(page, server, administrator.address)
    people.give_password(page, administrator.password)
    shown = watch.wait_for("to approve; r refuses", 20)
    assert "Sign-in as" in shown
    number = re.sub(r"\D", "", page.locator(".big-number [aria-hidden]").inner_text())
    watch.type(number)
    watch.wait_for("PIN:", 10)
    watch.type(PIN)
    watch.wait_for("Approved.", 20)
    page.wait_for_url(server.origin + "/", timeout=15_000)
    watch.end()


def test_codes_and_devices(enrolled):
    assert re.fullmatch(r"PIN: \d{6}\n", enrolled.run("code", "--bare", typing=f"{PIN}\n").stdout)
    devices = enrolled.run("devices")
    assert "Laptop" in devices.stdout and "primary" in devices.stdout and "answers" in devices.stdout, devices
