"""A fingerprint reader inside the browser, or a key that is plugged in: Chromium's own virtual authenticator."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page


class VirtualAuthenticator:
    """One authenticator. At first it is touched at once and recognises its person, each time."""

    def __init__(self, page: Page, transport: str = "internal", resident: bool = True, verifies: bool = True):
        self._page = page
        self._tools = page.context.new_cdp_session(page)
        self._tools.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": transport, "hasResidentKey": resident,
            "hasUserVerification": verifies, "isUserVerified": verifies, "hasPrf": verifies,
            "automaticPresenceSimulation": True,
        }  # fmt: skip
        self._id = self._tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def credentials(self) -> list[dict]:
        return self._tools.send("WebAuthn.getCredentials", {"authenticatorId": self._id})["credentials"]

    def take(self, credential: dict) -> None:
        """Holds a credential that another one has made: a copy."""
        self._tools.send("WebAuthn.addCredential", {"authenticatorId": self._id, "credential": credential})

    def recognises(self, person: bool) -> None:
        """Whether the next finger is the right one."""
        self._tools.send("WebAuthn.setUserVerified", {"authenticatorId": self._id, "isUserVerified": person})

    def is_touched(self, touched: bool) -> None:
        """Whether somebody touches it when it asks."""
        self._tools.send(
            "WebAuthn.setAutomaticPresenceSimulation", {"authenticatorId": self._id, "enabled": touched}
        )

    def answers(
        self, bogus_signature: bool = False, bad_touch: bool = False, bad_verification: bool = False
    ) -> None:
        """What it claims from now on: a wrong signature, that nobody touched it, that it has checked nobody."""
        self._tools.send(
            "WebAuthn.setResponseOverrideBits",
            {
                "authenticatorId": self._id, "isBogusSignature": bogus_signature, "isBadUP": bad_touch,
                "isBadUV": bad_verification,
            },  # fmt: skip
        )

    def fills_in(self, suggestion: bool) -> None:
        """Whether a suggestion in a field is taken at once; else it waits, as it does for a person."""
        # Documents on the way, which are no secure context, have no such object.
        script = """() => {
            if ("PublicKeyCredential" in self) PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false);
        }"""
        if not suggestion:
            self._page.add_init_script(f"({script})()")

    @contextmanager
    def cancelled_by_person(self, what: str = "get") -> Iterator[None]:
        """While this lasts, the person closes the browser's dialogue: the page hears what it hears then."""
        self._page.evaluate(
            """(what) => {
                window.asked = navigator.credentials[what].bind(navigator.credentials);
                navigator.credentials[what] = () => Promise.reject(new DOMException("", "NotAllowedError"));
            }""",
            what,
        )
        yield
        self._page.evaluate("(what) => { navigator.credentials[what] = window.asked; }", what)
