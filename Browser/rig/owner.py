"""Somebody with an account and the app on their devices, without a screen: for load and for requests by the thousand."""

import re

from .device import Device
from .member import codes_on, third_group
from .person import one_time_code
from .server import Server
from .visitor import Answer, Visitor

PASSWORD = "violet kettle under the stairs"


class DistantVisitor(Visitor):
    """A browser behind a proxy that the server trusts, at an address of its own."""

    def __init__(self, port: int, address: str):
        super().__init__(port)
        self.address = address

    def request(self, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None) -> Answer:
        return super().request(method, path, body, (headers or {}) | {"X-Forwarded-For": self.address})


class DistantDevice(Device):
    """The same for the app."""

    def __init__(self, server: Server, address: str):
        super().__init__(server)
        self.address = address

    def signed(self, *request) -> dict[str, str]:
        return super().signed(*request) | {"X-Forwarded-For": self.address}


class Owner:
    """An account that somebody was invited to, a code app as its second step, and devices.

    Owners come from different addresses; the server has to trust 127.0.0.1 as a proxy for that to count.
    """

    def __init__(self, server: Server, number: int, devices: int = 1):
        self.server = server
        self.network = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        self.address = f"owner-{number}@example.org"
        self.visitor = self._join(server.invite(self.address))
        self.devices = [self.add_device() for _ in range(devices)]

    @property
    def device(self) -> Device:
        """The first one."""
        return self.devices[0]

    def add_device(self) -> Device:
        """One more device, which has answered its test."""
        page = self.visitor.open("/account/devices/add")
        if page.path == "/account/devices/replace":
            page = self.visitor.submit("/account/devices/keep-others")
        if "#enrol=" not in page.text:
            page = self.visitor.submit("/account/devices/add")
        device = DistantDevice(self.server, self.network)
        device.enrol(self.server.origin + re.search(r'href="([^"]*#enrol=[^"]*)"', page.text)[1])
        return device

    def new_browser(self) -> Visitor:
        return DistantVisitor(self.server.port, self.network)

    def ask(self) -> Visitor:
        """A browser at the page that waits for the app."""
        visitor = self.new_browser()
        visitor.cookies |= {name: value for name, value in self.visitor.cookies.items() if name.endswith("browser")}
        visitor.open("/sign-in")
        visitor.submit("/sign-in", identifier=self.address)
        page = visitor.submit("/sign-in/password", password=PASSWORD)
        assert page.path == "/sign-in/approval", (page.path, page.status)
        return visitor

    def _join(self, link: str) -> Visitor:
        visitor = self.new_browser()
        visitor.open(link.removeprefix(self.server.origin))
        page = visitor.submit("/invitation", name="Owner", newPassword=PASSWORD)
        secret = re.search(r"secret=([A-Z2-7]+)", page.text)[1]
        code = one_time_code(secret, self.server.now())
        page = visitor.submit("/sign-in/second-step", code=code, name="phone")
        codes = codes_on(page)
        page = visitor.open("/sign-in/second-step/backup-codes/confirm")
        visitor.submit("/sign-in/second-step/backup-codes/confirm", code=third_group(page, codes))
        return visitor
