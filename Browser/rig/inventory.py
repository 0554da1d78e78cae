"""Every page there is, and how a person gets to it. A page that is added gets a line here, and with it pictures in
both languages, schemes and widths, and a look by axe-core at each."""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from playwright.sync_api import Page

from . import person as people
from .account import Account
from .device import Device
from .person import Person
from .server import Server
from .virtual_authenticator import VirtualAuthenticator


@dataclass
class Visit:
    """One look at one page: a browser nobody has used yet, or one that is signed in."""

    page: Page
    server: Server
    person: Person
    # A server that nobody has set up yet.
    empty_server: Server

    def go(self, path: str) -> None:
        self.page.goto(self.server.origin + path)

    def speak(self, language: str) -> None:
        """Changes the language where every page offers it; for an account it stays changed."""
        self.go("/")
        if self.page.locator("html").get_attribute("lang") != language:
            self.page.locator(f"footer button[lang={language}]").click()


@dataclass(frozen=True)
class Place:
    """A page, by the name that its pictures get."""

    name: str
    arrive: Callable[[Visit], None]
    signed_in: bool = False
    # Where the browser must end up, so that no picture shows another page by mistake.
    path: str = ""
    statuses: tuple[int, ...] = (200,)


PLACES: list[Place] = []

# A form that is shown again with what is wrong with it.
PROBLEM = (422,)


def place(name: str, path: str, signed_in: bool = False, statuses: tuple[int, ...] = (200,)):
    """Adds the function below it as the way to a place."""

    def add(arrive: Callable[[Visit], None]) -> Callable[[Visit], None]:
        PLACES.append(Place(name, arrive, signed_in, path, statuses))
        return arrive

    return add


def own_page(name: str, path: str, statuses: tuple[int, ...] = (200,)) -> None:
    """Adds a page that a signed-in person opens by its path."""

    def arrive(visit: Visit) -> None:
        visit.go(path)
        people.proves_afresh(visit.page, visit.server, visit.person)

    PLACES.append(Place(name, arrive, True, path, statuses))


def somebody_new() -> Person:
    return Person(address=f"guest-{secrets.token_hex(4)}@example.org")


# Signing in


@place("sign-in", "/sign-in")
def sign_in(visit: Visit) -> None:
    visit.go("/sign-in")


@place("sign-in-problem", "/sign-in", statuses=PROBLEM)
def sign_in_with_a_problem(visit: Visit) -> None:
    visit.go("/sign-in")
    visit.page.fill("[name=identifier]", "not an address")
    people.submit(visit.page)


@place("password", "/sign-in/password")
def password(visit: Visit) -> None:
    people.give_identifier(visit.page, visit.server, visit.person.address)


@place("password-wrong", "/sign-in/password", statuses=PROBLEM)
def wrong_password(visit: Visit) -> None:
    # An address that nobody has: the answer is the same, and no real account is slowed down.
    people.give_identifier(visit.page, visit.server, f"nobody-{id(visit)}@example.org")
    people.give_password(visit.page, "not the right words at all")


@place("code", "/sign-in/code")
def code(visit: Visit) -> None:
    people.give_identifier(visit.page, visit.server, visit.person.address)
    people.give_password(visit.page, visit.person.password)


@place("other-ways", "/sign-in/other-ways")
def other_ways(visit: Visit) -> None:
    code(visit)
    visit.page.locator("main .aside a").click()


@place("mail-code", "/sign-in/mail-code")
def mail_code(visit: Visit) -> None:
    # An address that nobody has: the page is the same, and nobody's mailbox fills up.
    people.give_identifier(visit.page, visit.server, f"nobody-{id(visit)}@example.org")
    visit.page.locator("main a[href$='/other-ways']").click()
    visit.page.locator("main .rows input[value^=emailCode] ~ button").click()


@place("mail-code-wrong", "/sign-in/mail-code", statuses=PROBLEM)
def wrong_mail_code(visit: Visit) -> None:
    mail_code(visit)
    visit.page.fill("main [name=code]", "12345678")
    people.submit(visit.page)


@place("text-code", "/sign-in/sms-code")
def text_code(visit: Visit) -> None:
    # A number that nobody has: the page is the same, and no message is sent.
    people.give_identifier(visit.page, visit.server, "+81 90-1234-5678")
    visit.page.locator("main a[href$='/other-ways']").click()
    visit.page.locator("main .rows input[value^=smsCode] ~ button").click()


@place("text-code-wrong", "/sign-in/sms-code", statuses=PROBLEM)
def wrong_text_code(visit: Visit) -> None:
    text_code(visit)
    visit.page.fill("main [name=code]", "123456")
    people.submit(visit.page)


@place("backup-code", "/sign-in/backup-code")
def backup_code(visit: Visit) -> None:
    other_ways(visit)
    visit.page.locator("main .rows a[href$='/backup-code']").click()


@place("signed-out", "/sign-out")
def signed_out(visit: Visit) -> None:
    people.sign_in(visit.page, visit.server, visit.person)
    people.sign_out(visit.page)


# Joining


# Early, while there are few mails.
@place("dev-outbox", "/dev/outbox")
def dev_outbox(visit: Visit) -> None:
    visit.go("/dev/outbox")


@place("set-up", "/set-up")
def set_up(visit: Visit) -> None:
    visit.page.goto(visit.empty_server.setup_link())


@place("set-up-problem", "/set-up", statuses=PROBLEM)
def set_up_with_a_problem(visit: Visit) -> None:
    set_up(visit)
    visit.page.fill("[name=name]", visit.person.name)
    visit.page.fill("[name=identifier]", visit.person.address)
    visit.page.fill("[name=newPassword]", "password")
    people.submit(visit.page)


@place("link-gone", "/link/" + "A" * 43, statuses=(404, 410))
def link_gone(visit: Visit) -> None:
    visit.go("/link/" + "A" * 43)


@place("invitation", "/invitation")
def invitation(visit: Visit) -> None:
    visit.page.goto(visit.server.invite(somebody_new().address))


@place("enrol-second-step", "/sign-in/second-step")
def enrol_second_step(visit: Visit) -> Person:
    guest = somebody_new()
    people.accept_invitation(visit.page, visit.server.invite(guest.address), guest)
    return guest


@place("joining-backup-codes", "/sign-in/second-step/backup-codes")
def joining_backup_codes(visit: Visit) -> None:
    people.enrol_authenticator_app(visit.page, enrol_second_step(visit), visit.server)


@place("joining-backup-codes-confirm", "/sign-in/second-step/backup-codes/confirm")
def joining_backup_codes_confirm(visit: Visit) -> None:
    joining_backup_codes(visit)
    people.submit(visit.page)


@place("register", "/register")
def register(visit: Visit) -> None:
    visit.go("/register")


@place("register-verify", "/register/verify")
def register_verify(visit: Visit) -> None:
    register(visit)
    guest = somebody_new()
    visit.page.fill("[name=name]", guest.name)
    visit.page.fill("[name=identifier]", guest.address)
    visit.page.fill("[name=newPassword]", guest.password)
    people.submit(visit.page)


# Password reset


@place("password-reset", "/password-reset")
def password_reset(visit: Visit) -> None:
    visit.go("/password-reset")


@place("password-reset-code", "/password-reset/code")
def password_reset_code(visit: Visit, address: str = "") -> None:
    password_reset(visit)
    visit.page.fill("[name=identifier]", address or somebody_new().address)
    people.submit(visit.page)


@place("password-reset-second-step", "/password-reset/second-step")
def password_reset_second_step(visit: Visit) -> Person:
    guest = enrol_second_step(visit)
    people.enrol_authenticator_app(visit.page, guest, visit.server)
    people.keep_backup_codes(visit.page, guest)
    people.sign_out(visit.page)
    password_reset_code(visit, guest.address)
    visit.page.fill("main [name=code]", visit.server.mailed_code(guest.address))
    people.submit(visit.page)
    return guest


@place("new-password", "/password-reset/new-password")
def new_password(visit: Visit) -> Person:
    guest = password_reset_second_step(visit)
    visit.page.fill("main [name=code]", people.fresh_code(guest, visit.server))
    people.submit(visit.page)
    return guest


@place("password-reset-done", "/password-reset/new-password")
def password_reset_done(visit: Visit) -> None:
    new_password(visit)
    visit.page.fill("main [name=newPassword]", "a kettle in the violet garden")
    people.submit(visit.page)


@place("network-lift", "/network-lift")
def network_lift(visit: Visit) -> None:
    visit.go("/network-lift")


def proven_for_lifting(visit: Visit) -> None:
    guest = enrol_second_step(visit)
    people.enrol_authenticator_app(visit.page, guest, visit.server)
    people.keep_backup_codes(visit.page, guest)
    people.sign_out(visit.page)
    network_lift(visit)
    visit.page.fill("[name=identifier]", guest.address)
    people.submit(visit.page)
    visit.page.fill("main [name=code]", visit.server.mailed_code(guest.address))
    people.submit(visit.page)
    visit.page.fill("main [name=code]", people.fresh_code(guest, visit.server))
    people.submit(visit.page)


@place("network-lift-confirm", "/network-lift/confirm")
def network_lift_confirm(visit: Visit) -> None:
    proven_for_lifting(visit)


@place("network-lift-done", "/network-lift/confirm")
def network_lift_done(visit: Visit) -> None:
    proven_for_lifting(visit)
    people.submit(visit.page)


# The person's own pages

own_page("overview", "/")
own_page("identifiers", "/account/identifiers")
own_page("networks-none", "/account/networks")
own_page("network-add", "/account/networks/add")


def somebody_with_a_network(visit: Visit) -> None:
    guest = enrol_second_step(visit)
    people.enrol_authenticator_app(visit.page, guest, visit.server)
    people.keep_backup_codes(visit.page, guest)
    visit.go("/account/networks/add")
    visit.page.fill("main [name=name]", "Home")
    visit.page.fill("main [name=addresses]", "127.0.0.0/8")
    people.submit(visit.page)


@place("networks", "/account/networks")
def networks(visit: Visit) -> None:
    somebody_with_a_network(visit)


@place("networks-limited", "/account/networks")
def networks_limited(visit: Visit) -> None:
    somebody_with_a_network(visit)
    visit.page.locator("form[action$='/limit'] button").click()


@place("network-edit", "/account/networks/edit")
def network_edit(visit: Visit) -> None:
    somebody_with_a_network(visit)
    visit.page.locator("main a[href*='/networks/edit']").first.click()


own_page("identifier-add", "/account/identifiers/add")


@place("identifier-verify", "/account/identifiers/verify", signed_in=True)
def identifier_verify(visit: Visit) -> None:
    visit.go("/account/identifiers/add")
    people.proves_afresh(visit.page, visit.server, visit.person)
    visit.page.fill("main [name=identifier]", somebody_new().address)
    people.submit(visit.page)


def somebodys_number() -> str:
    return f"+8190{10_000_000 + secrets.randbelow(90_000_000)}"


@place("identifier-add-problem", "/account/identifiers/add", signed_in=True, statuses=PROBLEM)
def identifier_add_with_a_problem(visit: Visit) -> None:
    visit.go("/account/identifiers/add")
    people.proves_afresh(visit.page, visit.server, visit.person)
    visit.page.fill("main [name=identifier]", "090-1234")
    people.submit(visit.page)


@place("identifier-verify-number", "/account/identifiers/verify", signed_in=True)
def identifier_verify_number(visit: Visit) -> None:
    visit.go("/account/identifiers/add")
    people.proves_afresh(visit.page, visit.server, visit.person)
    visit.page.fill("main [name=identifier]", somebodys_number())
    people.submit(visit.page)


own_page("password-change", "/account/password")
own_page("authenticator-apps", "/account/authenticator-apps")
own_page("authenticator-app-add", "/account/authenticator-apps/add")


@place("authenticator-app-rename", "/account/authenticator-apps/rename", signed_in=True)
def authenticator_app_rename(visit: Visit) -> None:
    visit.go("/account/authenticator-apps")
    visit.page.locator("main a[href*='/rename']").first.click()
    people.proves_afresh(visit.page, visit.server, visit.person)


@place("step-up", "/step-up", signed_in=True)
def step_up(visit: Visit) -> None:
    visit.server.advance(11 * 60)
    visit.go("/account/authenticator-apps/add")


# Passkeys and security keys. Each visit has a person of its own: from then on a key is what the others would be asked for.

own_page("keys-none", "/account/keys")
own_page("key-add", "/account/keys/add")


def somebody_with_a_key(visit: Visit, way: str = "passkey", key: VirtualAuthenticator | None = None) -> Person:
    key = key or VirtualAuthenticator(visit.page)
    key.fills_in(False)
    guest = enrol_second_step(visit)
    people.enrol_authenticator_app(visit.page, guest, visit.server)
    people.keep_backup_codes(visit.page, guest)
    visit.go("/account/keys/add")
    visit.page.fill("main [name=name]", "Blue key")
    visit.page.locator(f"main button[data-way={way}]").click()
    visit.page.locator("main a[href*='/account/keys/remove']").wait_for()
    return guest


@place("keys", "/account/keys")
def keys(visit: Visit) -> None:
    somebody_with_a_key(visit)
    visit.go("/account/keys")


@place("key-add-problem", "/account/keys/add")
def key_add_with_a_problem(visit: Visit) -> None:
    somebody_with_a_key(visit)
    visit.go("/account/keys/add")
    visit.page.locator("main button[data-way=passkey]").click()
    visit.page.locator("#key-fault:not([hidden])").wait_for()


@place("key-rename", "/account/keys/rename")
def key_rename(visit: Visit) -> None:
    keys(visit)
    visit.page.locator("main a[href*='/rename']").click()


@place("key-remove", "/account/keys/remove")
def key_remove(visit: Visit) -> None:
    keys(visit)
    visit.page.locator("main a[href*='/remove']").click()


@place("overview-with-a-key", "/")
def overview_with_a_key(visit: Visit) -> None:
    somebody_with_a_key(visit)
    visit.go("/")


@place("key-second-step", "/sign-in/key")
def key_second_step(visit: Visit) -> None:
    guest = somebody_with_a_key(visit, "securityKey")
    people.sign_out(visit.page)
    people.give_identifier(visit.page, visit.server, guest.address)
    people.give_password(visit.page, guest.password)


@place("key-first-step", "/sign-in/key")
def key_first_step(visit: Visit) -> None:
    people.give_identifier(visit.page, visit.server, visit.person.address)
    visit.go("/sign-in/key")


@place("key-of-reset", "/password-reset/key")
def key_of_reset(visit: Visit) -> None:
    guest = somebody_with_a_key(visit)
    people.sign_out(visit.page)
    password_reset_code(visit, guest.address)
    visit.page.fill("main [name=code]", visit.server.mailed_code(guest.address))
    people.submit(visit.page)


@place("passkey-unknown", "/sign-in/passkey", statuses=PROBLEM)
def unknown_passkey(visit: Visit) -> None:
    key = VirtualAuthenticator(visit.page)
    somebody_with_a_key(visit, key=key)
    [passkey] = key.credentials()
    visit.go("/account/keys")
    visit.page.locator("main a[href*='/remove']").click()
    people.submit(visit.page)
    people.sign_out(visit.page)
    # The page has told the browser that the passkey is of no use any more; a store elsewhere would still have it.
    if not key.credentials():
        key.take(passkey)
    visit.go("/sign-in")
    visit.page.locator("#passkey button").click()
    visit.page.wait_for_url("**/sign-in/passkey")


@place("step-up-key", "/step-up")
def step_up_with_a_key(visit: Visit) -> None:
    somebody_with_a_key(visit)
    visit.server.advance(11 * 60)
    visit.go("/account/keys/add")


own_page("backup-codes", "/account/backup-codes")


@place("backup-codes-shown", "/account/backup-codes/new", signed_in=True)
def backup_codes_shown(visit: Visit) -> None:
    visit.go("/account/backup-codes")
    people.submit(visit.page)
    if people.proves_afresh(visit.page, visit.server, visit.person):
        visit.go("/account/backup-codes")
        people.submit(visit.page)


own_page("passphrase-none", "/account/passphrase")
own_page("passphrase-set", "/account/passphrase/new")

PASSPHRASE = "orbit mustard velvet canyon ladle"


def somebody_with_a_passphrase(visit: Visit) -> Person:
    guest = enrol_second_step(visit)
    people.enrol_authenticator_app(visit.page, guest, visit.server)
    people.keep_backup_codes(visit.page, guest)
    visit.go("/account/passphrase/new")
    visit.page.fill("#newPassphrase", PASSPHRASE)
    visit.page.fill("#repeated", PASSPHRASE)
    people.submit(visit.page)
    visit.page.wait_for_url("**/account/passphrase?*")
    return guest


@place("passphrase", "/account/passphrase")
def passphrase(visit: Visit) -> None:
    somebody_with_a_passphrase(visit)


@place("passphrase-strength", "/account/passphrase/new", signed_in=True)
def passphrase_strength(visit: Visit) -> None:
    visit.go("/account/passphrase/new")
    people.proves_afresh(visit.page, visit.server, visit.person)
    visit.page.fill("#newPassphrase", PASSPHRASE)
    visit.page.fill("#repeated", "orbit mustard")
    people.submit(visit.page)
    visit.page.locator("#repeated-error:not([hidden])").wait_for()


@place("passphrase-check", "/account/passphrase/check")
def passphrase_check(visit: Visit) -> None:
    somebody_with_a_passphrase(visit)
    visit.go("/account/passphrase/check")


@place("passphrase-change", "/account/passphrase/change")
def passphrase_change(visit: Visit) -> None:
    somebody_with_a_passphrase(visit)
    visit.go("/account/passphrase/change")


@place("passphrase-reset", "/account/passphrase/new")
def passphrase_reset(visit: Visit) -> None:
    somebody_with_a_passphrase(visit)
    visit.go("/account/passphrase/new")


@place("passphrase-remove", "/account/passphrase/remove")
def passphrase_remove(visit: Visit) -> None:
    somebody_with_a_passphrase(visit)
    visit.go("/account/passphrase/remove")


@place("passphrase-step", "/sign-in/passphrase")
def passphrase_step(visit: Visit) -> None:
    guest = somebody_with_a_passphrase(visit)
    people.sign_out(visit.page)
    people.give_identifier(visit.page, visit.server, guest.address)
    people.give_password(visit.page, guest.password)
    visit.page.locator("main .aside a").click()
    visit.page.locator("main .rows a[href$='/passphrase']").click()


@place("step-up-passphrase", "/step-up")
def step_up_passphrase(visit: Visit) -> None:
    somebody_with_a_passphrase(visit)
    visit.server.advance(11 * 60)
    visit.go("/account/passphrase/remove")
    visit.page.locator("main .links a[href*='way=passphrase']").click()


own_page("sessions", "/account/sessions")


@place("browser-trust", "/account/sessions/trust-browser")
def browser_trust(visit: Visit) -> None:
    guest = Account(visit.server, somebody_new().address).join().person
    people.give_identifier(visit.page, visit.server, guest.address)
    people.give_password(visit.page, guest.password)
    visit.page.fill("main [name=code]", people.fresh_code(guest, visit.server))
    people.submit(visit.page)
    # The guest's account has the server's language, and the browser may have the other one.
    language = visit.page.evaluate("navigator.language")[:2]
    if visit.page.locator("html").get_attribute("lang") != language:
        visit.page.locator(f"footer button[lang={language}]").click()


@place("sessions-trusted", "/account/sessions")
def trusted_sessions(visit: Visit) -> None:
    browser_trust(visit)
    people.submit(visit.page)
    visit.go("/account/sessions")


# Signing in to applications


def application(visit: Visit) -> str:
    """The query of a request of an application that people are asked about."""
    registered = json.loads(
        visit.server.command("app", "add", "Our wiki", "--redirect", "https://wiki.example.org/callback", "--json")
    )
    return urlencode(
        {
            "client_id": registered["clientID"],
            "redirect_uri": "https://wiki.example.org/callback",
            "response_type": "code",
            "scope": "openid profile email offline_access",
            "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
            "code_challenge_method": "S256",
            "prompt": "consent",
        }
    )


@place("consent", "/authorize/continue", signed_in=True)
def consent(visit: Visit) -> None:
    visit.go(f"/authorize?{application(visit)}")


@place("device-entry", "/device", signed_in=True)
def device_entry(visit: Visit) -> None:
    visit.go("/device")


@place("device-entry-wrong", "/device", signed_in=True, statuses=PROBLEM)
def wrong_device_code(visit: Visit) -> None:
    visit.go("/device")
    visit.page.fill("main [name=code]", "BCDF-GHJK")
    people.submit(visit.page)


@place("device-question", "/device", signed_in=True)
def device_question(visit: Visit) -> None:
    visit.page.goto(waiting_device(visit))


@place("device-done", "/device/decide", signed_in=True)
def device_done(visit: Visit) -> None:
    device_question(visit)
    visit.page.locator("main button.secondary").click()


def waiting_device(visit: Visit) -> str:
    """Where a device that waits sends people."""
    registered = json.loads(visit.server.command("app", "add", "Television", "--public", "--device", "--json"))
    answer = visit.page.request.post(
        visit.server.origin + "/device_authorization",
        form={"client_id": registered["clientID"], "scope": "openid profile"},
    )
    return answer.json()["verification_uri_complete"]


own_page("connections", "/account/applications")


@place("end-session", "/end-session", signed_in=True)
def end_session(visit: Visit) -> None:
    visit.go("/end-session")


@place("request-refused", "/authorize", statuses=(400,))
def request_refused(visit: Visit) -> None:
    visit.go("/authorize?client_id=nobody")


@place("request-over", "/authorize/continue", statuses=(410,))
def request_over(visit: Visit) -> None:
    visit.go("/authorize/continue?id=abcdefghijklmnopqrstuvwxyz")


own_page("activity", "/account/activity")
own_page("language", "/account/language")
own_page("not-found", "/no-such-page", statuses=(404,))


# Devices, and what waits for them. Each visit has a person and devices of its own: a device in the hand of the person
# of the other pages would be asked there too.

own_page("devices-none", "/account/devices")


def add_device(visit: Visit, name: str, lock: str = "none", keep_others: bool = True) -> Device:
    """Opens the page that adds a device, and has one follow its link."""
    visit.go("/account/devices")
    people.submit(visit.page)
    path = visit.page.locator("main a[href^='/app#enrol=']").get_attribute("href")
    device = Device(visit.server, name, lock)
    device.enrol(visit.server.origin + path)
    # The page learns of it by itself; whoever goes on before would meet its reload.
    question = visit.page.locator("main form[action$='/keep-others']")
    visit.page.locator("main [data-step=ready][aria-current]").or_(question).first.wait_for()
    if not keep_others:
        return device
    if question.count():
        question.locator("button").click()
    return device


def somebody_with_a_device(visit: Visit, lock: str = "none") -> tuple[Person, Device]:
    guest = enrol_second_step(visit)
    people.enrol_authenticator_app(visit.page, guest, visit.server)
    people.keep_backup_codes(visit.page, guest)
    return guest, add_device(visit, "Pixel 8", lock)


@place("device-add", "/account/devices/add", signed_in=True)
def device_add(visit: Visit) -> None:
    visit.go("/account/devices")
    people.submit(visit.page)
    people.proves_afresh(visit.page, visit.server, visit.person)


@place("device-added", "/account/devices/add")
def device_added(visit: Visit) -> None:
    somebody_with_a_device(visit)


@place("device-replace", "/account/devices/replace")
def device_replace(visit: Visit) -> None:
    somebody_with_a_device(visit)
    add_device(visit, "Pixel 8, new", keep_others=False)


@place("device-replace-several", "/account/devices/replace")
def device_replace_several(visit: Visit) -> None:
    somebody_with_a_device(visit)
    add_device(visit, "Tablet")
    add_device(visit, "Pixel 8, new", keep_others=False)


@place("devices", "/account/devices")
def devices(visit: Visit) -> tuple[Person, Device]:
    guest, device = somebody_with_a_device(visit)
    add_device(visit, "Tablet")
    visit.go("/account/devices")
    return guest, device


@place("device-rename", "/account/devices/rename")
def device_rename(visit: Visit) -> None:
    devices(visit)
    visit.page.locator("main a[href*='/rename']").first.click()


@place("device-promote", "/account/devices/promote")
def device_promote(visit: Visit) -> None:
    devices(visit)
    visit.page.locator("main a[href*='/promote']").first.click()


@place("device-lost", "/account/devices/lost")
def device_lost(visit: Visit) -> None:
    devices(visit)
    visit.page.locator("main a[href*='/lost']").first.click()


@place("device-remove", "/account/devices/remove")
def device_remove(visit: Visit) -> None:
    devices(visit)
    visit.page.locator("main a[href*='/remove']").first.click()


@place("device-test", "/account/devices/test")
def device_test(visit: Visit) -> None:
    devices(visit)
    visit.page.locator("main form[action$='/test'] button").first.click()


@place("approval", "/sign-in/approval")
def approval(visit: Visit) -> tuple[Person, Device]:
    guest, device = somebody_with_a_device(visit)
    people.sign_out(visit.page)
    people.give_identifier(visit.page, visit.server, guest.address)
    people.give_password(visit.page, guest.password)
    return guest, device


@place("approval-overdue", "/sign-in/approval")
def approval_overdue(visit: Visit) -> None:
    approval(visit)
    visit.page.locator("#overdue:not([hidden])").wait_for()


@place("approval-refused", "/sign-in/approval", statuses=(403,))
def approval_refused(visit: Visit) -> None:
    _, device = approval(visit)
    open_requests = device.ask("GET", "/installation").body["requests"]
    device.answer(device.request(open_requests[-1]), "notMe")
    visit.page.locator("main .help-code").wait_for()


@place("app-code", "/sign-in/app-code")
def app_code(visit: Visit) -> None:
    approval_overdue(visit)
    visit.page.locator("#ways a[href$='/app-code']").click()


@place("other-ways-device", "/sign-in/other-ways")
def other_ways_with_a_device(visit: Visit) -> None:
    approval(visit)
    visit.go("/sign-in/other-ways")


@place("qr", "/sign-in/qr")
def qr(visit: Visit) -> None:
    other_ways_with_a_device(visit)
    visit.page.locator("main .rows a[href$='/qr']").click()


@place("step-up-approval", "/step-up/approval")
def step_up_approval(visit: Visit) -> None:
    somebody_with_a_device(visit)
    visit.server.advance(11 * 60)
    visit.go("/account/devices/add")
    people.submit(visit.page)


@place("restriction-lift", "/account/devices/lift-restriction")
def restriction_lift(visit: Visit) -> None:
    somebody_with_a_device(visit)
    visit.go("/account/devices")
    visit.page.locator("main form[action$='/restrict'] button").click()
    visit.page.locator("main a[href$='/lift-restriction']").click()


# Without a password

own_page("password-remove-not-yet", "/account/password/remove")


@place("qr-first", "/sign-in/qr")
def qr_first(visit: Visit) -> None:
    sign_in(visit)
    visit.page.locator("main form[action$='/qr'] button").click()


@place("password-remove", "/account/password/remove")
def password_remove(visit: Visit) -> Person:
    guest, _ = somebody_with_a_device(visit, lock="platform")
    visit.go("/account/password/remove")
    return guest


@place("password-set", "/account/password")
def password_set(visit: Visit) -> None:
    password_remove(visit)
    people.submit(visit.page)
    visit.go("/account/password")


@place("approval-first", "/sign-in/approval")
def approval_first(visit: Visit) -> None:
    guest = password_remove(visit)
    people.submit(visit.page)
    people.sign_out(visit.page)
    people.give_identifier(visit.page, visit.server, guest.address)
