"""`aikagi demo-app`: a newcomer sees a sign-in to an application, what the application is told, and the way out of it."""

import os
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from rig import person as people
from rig.account import Account
from rig.server import BINARY, free_port

PICTURES = os.environ.get("AIKAGI_PICTURES")


class DemoApp:
    """The command, beside a running server."""

    def __init__(self, server):
        port = free_port()
        self.origin = f"http://127.0.0.1:{port}"
        self.log: Path = server.folder / "demo-app.log"
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [BINARY, "demo-app", "--port", str(port)],
                cwd=server.folder,
                env=server.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + 20
        while self.origin not in self.log.read_text():
            assert self._process.poll() is None and time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.05)

    def stop(self) -> int:
        if self._process.poll() is None:
            self._process.terminate()
        return self._process.wait(timeout=30)


@pytest.fixture
def demo(server, administrator) -> Iterator[DemoApp]:
    demo = DemoApp(server)
    yield demo
    demo.stop()


def look(page: Page, name: str) -> None:
    """Keeps a picture, where somebody wants to look at the pages."""
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_newcomer_sees_a_sign_in_to_an_application(server, demo, open_page, language):
    person = Account(server, "rina@example.org").join().person
    page = open_page(language, width=390, height=844)
    page.goto(demo.origin)
    expect(page.locator("html")).to_have_attribute("lang", language)
    look(page, f"demo-start-{language}")
    page.locator("main a.primary").click()
    # There everything is as for any application: the person signs in, and is asked what it may know.
    page.fill("main [name=identifier]", person.address)
    people.submit(page)
    people.give_password(page, person.password)
    page.fill("main [name=code]", people.fresh_code(person, server))
    people.submit(page)
    if "trust-browser" in page.url:
        page.locator("main .links a").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Demo application")
    look(page, f"demo-consent-{language}")
    page.locator("main button.primary").click()
    page.wait_for_url(demo.origin + "/")
    expect(page.locator("main")).to_contain_text(person.address)
    # What the application is told of how it was: two steps, and which.
    for told in ["mfa", "pwd", "otp"]:
        expect(page.locator("main")).to_contain_text(told)
    look(page, f"demo-signed-in-{language}")
    # Out of the application, and out of Aikagi.
    page.locator("main a[href='/sign-out']").click()
    expect(page).to_have_url(re.compile(f"^{server.origin}/"))
    look(page, f"demo-sign-out-{language}")
    page.locator("main button.primary").click()
    page.wait_for_url(re.compile(f"^{demo.origin}/signed-out"))
    look(page, f"demo-signed-out-{language}")
    page.goto(f"{server.origin}/account/devices")
    expect(page).to_have_url(re.compile("/sign-in"))


def test_the_demo_application_leaves_nothing_behind(server, demo):
    assert "Demo application" in server.command("app", "list")
    assert demo.stop() == 0
    assert "Demo application" not in server.command("app", "list")
