"""People who use the pages: what they know and carry, and what they do with it."""

import re
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from .server import Server


@dataclass
class Person:
    """Somebody with an account, or on the way to one."""

    name: str = "Sakura Hayashi"
    address: str = "sakura@example.org"
    password: str = "violet kettle under the stairs"
    # What the authenticator app keeps, in base32.
    secret: str = ""
    # The step of 30 seconds whose code was typed last: each one opens the door once.
    last_step: int = 0
    backup_codes: list[str] = field(default_factory=list)


def one_time_code(secret: str, now: float) -> str:
    """The six digits that oathtool's authenticator app would show."""
    moment = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(now))
    command = ["oathtool", "--totp", "--base32", "--now", moment, secret]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def fresh_code(person: Person, server: Server) -> str:
    """A code that has not been typed yet: if need be, the server's clock moves on to the next one."""
    step = int(server.now()) // 30
    if step <= person.last_step:
        server.advance((person.last_step + 1) * 30 - int(server.now()))
        step = int(server.now()) // 30
    person.last_step = step
    return one_time_code(person.secret, server.now())


def read_qr(page: Page, selector: str = "div.qr") -> str:
    """What a phone's camera would read from the QR code on the page."""
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "qr.png"
        page.locator(selector).screenshot(path=picture)
        command = ["zbarimg", "--quiet", "--raw", str(picture)]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def otpauth_link(page: Page) -> str:
    """The link on the enrolment page that opens an authenticator app on the same device."""
    return page.locator("a[href^='otpauth:']").first.get_attribute("href")


def secret_in(link: str) -> str:
    return parse_qs(urlsplit(link).query)["secret"][0]


def submit(page: Page) -> None:
    """Presses the one primary button of the page."""
    page.locator("main .primary").click()


# Joining


def set_up_first_account(page: Page, link: str, person: Person, server: Server) -> None:
    """From the set-up link to the person's own overview: password, authenticator app, backup codes."""
    page.goto(link)
    expect(page).to_have_url(re.compile("/set-up$"))
    page.fill("[name=name]", person.name)
    page.fill("[name=identifier]", person.address)
    page.fill("[name=newPassword]", person.password)
    submit(page)
    enrol_authenticator_app(page, person, server)
    keep_backup_codes(page, person)
    expect_overview(page, server)


def accept_invitation(page: Page, link: str, person: Person) -> None:
    """From the link in the mail to the page where the authenticator app is set up."""
    page.goto(link)
    expect(page).to_have_url(re.compile("/invitation$"))
    page.fill("[name=name]", person.name)
    page.fill("[name=newPassword]", person.password)
    submit(page)


def enrol_authenticator_app(page: Page, person: Person, server: Server) -> None:
    """Scans the QR code, and proves it with the code of now."""
    link = otpauth_link(page)
    assert read_qr(page) == link, "the QR code says something else than the link beside it"
    person.secret = secret_in(link)
    page.fill("main [name=name]", "Pixel 8")
    page.fill("main [name=code]", fresh_code(person, server))
    submit(page)


def keep_backup_codes(page: Page, person: Person) -> None:
    """Writes the codes down, and proves it with the third group of the one that is asked for."""
    expect(page.locator(".backup-codes li")).to_have_count(10)
    person.backup_codes = [re.sub(r"\D", "", text) for text in backup_codes_shown(page)]
    assert all(len(code) == 20 for code in person.backup_codes), person.backup_codes
    submit(page)
    asked = int(re.search(r"\d+", page.locator("label[for=code]").inner_text()).group())
    page.fill("main [name=code]", person.backup_codes[asked - 1][10:15])
    submit(page)


def backup_codes_shown(page: Page) -> list[str]:
    """The codes as they are printed on the sheet, without the number of the line."""
    return page.locator(".backup-codes .digits").all_inner_texts()


def expect_overview(page: Page, server: Server) -> None:
    """The person is signed in and at the first page of their own, which may carry word of what was done."""
    expect(page).to_have_url(re.compile(f"^{re.escape(server.origin)}/([?].*)?$"))


def proves_afresh(page: Page, server: Server, person: Person) -> bool:
    """Answers the step-up page, if that is where the way has led."""
    if urlsplit(page.url).path != "/step-up":
        return False
    page.fill("main [name=code]", fresh_code(person, server))
    submit(page)
    return True


# Signing in and out


def sign_out(page: Page) -> None:
    page.locator("header form.who button").click()


def give_identifier(page: Page, server: Server, address: str) -> None:
    page.goto(f"{server.origin}/sign-in")
    page.fill("[name=identifier]", address)
    submit(page)


def give_password(page: Page, password: str) -> None:
    page.fill("[name=password]", password)
    submit(page)


def sign_in(page: Page, server: Server, person: Person) -> None:
    """Password, then the code that the authenticator app shows now."""
    give_identifier(page, server, person.address)
    give_password(page, person.password)
    page.fill("main [name=code]", fresh_code(person, server))
    submit(page)
    expect_signed_in(page, server)


def expect_signed_in(page: Page, server: Server) -> None:
    """At the overview, at once or by way of the page that asks each browser once whether it shall be trusted: no, thanks."""
    expect(page).to_have_url(re.compile(f"^{re.escape(server.origin)}(/|/account/sessions/trust-browser)([?].*)?$"))
    if urlsplit(page.url).path != "/":
        page.locator("main .links a").click()
    expect_overview(page, server)


def speaks(page: Page, language: str) -> None:
    """The page in this language, whichever the account had."""
    if page.locator("html").get_attribute("lang") != language:
        page.locator(f"footer button[lang={language}]").click()
        expect(page.locator("html")).to_have_attribute("lang", language)


def sign_in_with_backup_code(page: Page, server: Server, person: Person) -> None:
    """Password, then a code from the sheet, which is crossed out."""
    give_identifier(page, server, person.address)
    give_password(page, person.password)
    page.goto(f"{server.origin}/sign-in/backup-code")
    page.fill("main [name=code]", person.backup_codes.pop())
    submit(page)
    expect_signed_in(page, server)
