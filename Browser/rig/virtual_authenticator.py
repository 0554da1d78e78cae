"""A fingerprint reader inside the browser: Chromium's own virtual authenticator, with the PRF extension."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page


class VirtualAuthenticator:
    """The built-in reader of one device. At first it recognises its person at once, each time."""

    def __init__(self, page: Page):
        self._page = page
        self._tools = page.context.new_cdp_session(page)
        self._tools.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "internal", "hasResidentKey": True,
            "hasUserVerification": True, "isUserVerified": True, "hasPrf": True, "automaticPresenceSimulation": True,
        }  # fmt: skip
        self._id = self._tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def credentials(self) -> list[dict]:
        return self._tools.send("WebAuthn.getCredentials", {"authenticatorId": self._id})["credentials"]

    def recognises(self, person: bool) -> None:
        """Whether the next finger is the right one."""
        self._tools.send("WebAuthn.setUserVerified", {"authenticatorId": self._id, "isUserVerified": person})

    @contextmanager
    def cancelled_by_person(self) -> Iterator[None]:
        """While this lasts, the person closes the browser's dialogue: the page hears what it hears then."""
        self._page.evaluate(
            """() => {
                window.asked = navigator.credentials.get.bind(navigator.credentials);
                navigator.credentials.get = () => Promise.reject(new DOMException("", "NotAllowedError"));
            }"""
        )
        yield
        self._page.evaluate("() => { navigator.credentials.get = window.asked; }")
