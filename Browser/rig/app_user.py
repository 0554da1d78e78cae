"""Somebody who holds the web app: presses what a person presses, and types what a person types."""

import re

from playwright.sync_api import Page, expect

PIN = "402983"


class AppUser:
    """One copy of the app, in one browser."""

    def __init__(self, page: Page, origin: str):
        self.page = page
        self.origin = origin

    def open(self, fragment: str = "") -> "AppUser":
        self.page.goto("about:blank")
        self.page.goto(f"{self.origin}/app{fragment}")
        expect(self.page.locator("h1")).to_be_visible()
        return self

    def heading(self):
        return self.page.locator("main h1")

    def main(self):
        return self.page.locator("main")

    def submit(self) -> None:
        """Presses the one primary button of the screen."""
        self.page.locator("main .primary:visible").first.click()

    # Joining

    def enrol(self, link: str, lock: str = "pin", name: str = "Pixel 8", pin: str = PIN) -> "AppUser":
        """From the link to the first screen: name, lock, keys, test."""
        self.page.goto("about:blank")
        self.page.goto(link)
        self.page.fill("#name", name)
        self.page.locator(f"label.choice:has(input[value={lock}])").click()
        self.submit()
        if lock == "pin":
            self.choose_pin(pin)
        expect(self.page.locator(".emblem.is-bell")).to_be_visible()
        return self

    def choose_pin(self, pin: str = PIN) -> None:
        self.page.fill("#pin", pin)
        self.page.fill("#again", pin)
        self.submit()

    def confirm_test(self) -> "AppUser":
        """Answers the test, and leaves notifications alone."""
        self.submit()
        expect(self.page.locator("main .notice.is-done")).to_be_visible()
        self.page.locator("main .aside .link, main > .primary").last.click()
        expect(self.page.locator("main > .emblem")).to_be_visible()
        return self

    def join(self, link: str, **choices) -> "AppUser":
        return self.enrol(link, **choices).confirm_test()

    # Using it

    def unlock(self, pin: str = PIN) -> None:
        self.page.fill("#pin", pin)
        self.submit()

    def section(self, number: int) -> None:
        """Approve, Codes, Devices, Settings."""
        self.page.locator("nav .tab").nth(number).click()

    def expect_question(self) -> None:
        expect(self.page.locator("dl.facts")).to_be_visible()

    def approve(self, number: str) -> None:
        self.page.fill("#number", number)
        self.submit()

    def expect_outcome(self, words: str) -> None:
        expect(self.heading()).to_have_text(words)

    def refuse(self) -> None:
        self.page.locator(".refusals .secondary").click()

    def say_not_me(self) -> None:
        self.page.locator(".refusals .danger").click()
        self.submit()

    def codes(self) -> dict[str, str]:
        """The codes that are shown, by the service."""
        rows = self.page.locator(".code-row")
        expect(rows.first.locator(".code-digits")).not_to_be_empty()
        return {
            row.locator("b").inner_text(): re.sub(r"\D", "", row.locator(".code-digits").inner_text())
            for row in rows.all()
        }
