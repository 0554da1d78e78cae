"""An account that is made over the wire, for tests whose matter begins after it: a browser is ten times slower."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from . import person as people
from .app_user import AppUser
from .member import JOINING, codes_on, third_group
from .person import Person
from .server import Server
from .visitor import Visitor

ADD_DEVICE = "/account/devices/add"


class Account:
    """Somebody with a password, an authenticator app and backup codes, still signed in where they made it all."""

    def __init__(self, server: Server, address: str = "sakura@example.org"):
        self.server = server
        self.person = Person(address=address)
        # Where the person is signed in.
        self.browser = Visitor(server.port)

    def set_up(self) -> "Account":
        """Makes the first account of the server."""
        self.browser.open(self.server.setup_link().removeprefix(self.server.origin))
        page = self.browser.submit(
            "/set-up", name=self.person.name, identifier=self.person.address, newPassword=self.person.password)
        return self._secure(page.text)

    def join(self) -> "Account":
        """Accepts an invitation."""
        self.browser.open(self.server.invite(self.person.address).removeprefix(self.server.origin))
        page = self.browser.submit("/invitation", name=self.person.name, newPassword=self.person.password)
        return self._secure(page.text)

    def _secure(self, page: str) -> "Account":
        self.person.secret = re.search(r"secret=([A-Z2-7]+)", page).group(1)
        sheet = self.browser.submit(JOINING, code=people.fresh_code(self.person, self.server), name="Pixel 8")
        self.person.backup_codes = codes_on(sheet)
        confirm = f"{JOINING}/backup-codes/confirm"
        group = third_group(self.browser.open(confirm), self.person.backup_codes)
        done = self.browser.submit(confirm, code=group)
        assert done.path.partition("?")[0] == "/", done.path
        return self

    def enrolment_link(self) -> str:
        """The link on the page that adds a device; a new one once the last one is used."""
        page = self.browser.open(ADD_DEVICE)
        if page.path == "/account/devices/replace":
            page = self.browser.submit("/account/devices/keep-others")
        if "#enrol=" not in page.text:
            page = self.browser.submit(ADD_DEVICE)
        return self.server.origin + re.search(r'href="(/app#enrol=[\w-]+)"', page.text).group(1)

    def phone(self, open_page: Callable[..., Page], lock: str = "none", name: str = "Pixel 8", **how) -> AppUser:
        """A phone with the app, which counts for this account."""
        user = AppUser(open_page(width=390, height=844, **how), self.server.origin)
        return user.join(self.enrolment_link(), lock=lock, name=name)

    def devices(self) -> str:
        """What the person's own page says of the devices, as text."""
        page = self.browser.open("/account/devices").text
        return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page[page.index("<main"):]))

    # Signing in, in a browser with a screen

    def begin(self, page: Page) -> None:
        """Identifier and password."""
        people.give_identifier(page, self.server, self.person.address)
        people.give_password(page, self.person.password)

    def ask(self, page: Page) -> str:
        """As far as the page that waits for the phone; the number that it shows."""
        self.begin(page)
        return number_on(page)

    def expect_signed_in(self, page: Page) -> None:
        people.expect_signed_in(page, self.server)


def number_on(page: Page) -> str:
    """The number of the page that waits."""
    expect(page).to_have_url(re.compile("/approval"))
    return re.sub(r"\D", "", page.locator(".big-number [aria-hidden]").inner_text())
