"""The passphrase as people use it, and what a server learns of it: less than it would need to open anything."""

import base64
import os
import re
import subprocess
from urllib.parse import parse_qsl, quote, quote_plus

import pytest
from playwright.sync_api import Page, expect
from rig import passphrase as format_of
from rig import person as people
from rig.account import Account
from rig.device import Device
from rig.push_service import base64url, from_base64url
from rig.recorder import Recorder
from rig.visitor import Visitor

WORDS = "orbit mustard velvet canyon ladle"
OTHER = "Ｗｏｏｄｅｎ　teapot under 17 bridges"
SECRET = "JBSWY3DPEHPK3PXPCANARY23"


def type_new(page: Page, words: str) -> None:
    page.fill("#newPassphrase", words)
    page.fill("#repeated", words)
    people.submit(page)


def open_own(page: Page, server, person, path: str = "") -> None:
    page.goto(f"{server.origin}/account/passphrase{path}")
    people.proves_afresh(page, server, person)


def set_passphrase(page: Page, server, person, words: str = WORDS) -> None:
    open_own(page, server, person, "/new")
    type_new(page, words)
    expect(page).to_have_url(re.compile("/account/passphrase[?]"))


def first_step(page: Page, server, person) -> None:
    people.give_identifier(page, server, person.address)
    people.give_password(page, person.password)


def fields_sent(page: Page, path: str) -> dict[str, str]:
    """What the next form to a path carries."""
    sent: dict[str, str] = {}
    page.on("request", lambda request: request.method == "POST" and request.url.endswith(path)
            and sent.update(parse_qsl(request.post_data or "")))
    return sent


def test_R_5_somebody_without_the_phone_signs_in_with_the_passphrase(server, administrator, open_page):
    """M-8: set on a page, and the second step of a sign-in; every address hears of both."""
    page = open_page()
    people.sign_in(page, server, administrator)
    page.goto(f"{server.origin}/")
    page.locator("main .rows a[href='/account/passphrase']").click()
    expect(page.locator("main")).to_contain_text("It never leaves your device")
    people.submit(page)
    people.proves_afresh(page, server, administrator)
    type_new(page, WORDS)
    expect(page.locator(".notice.is-done").first).to_contain_text("Your passphrase is set")
    people.sign_out(page)

    first_step(page, server, administrator)
    page.goto(f"{server.origin}/sign-in/other-ways")
    page.locator("main .rows a[href$='/passphrase']").click()
    expect(page.locator("#passphrase")).to_be_focused()
    page.fill("#passphrase", "orbit mustard velvet canyon label")
    people.submit(page)
    expect(page.locator("#passphrase-error")).to_contain_text("That passphrase isn’t right")
    expect(page.locator("#problems")).to_be_visible()
    page.fill("#passphrase", WORDS)
    page.keyboard.press("Enter")
    people.expect_overview(page, server)
    expect(page.locator("main .losses")).to_contain_text("your passphrase")
    subjects = [mail["subject"] for mail in server.mails_to(administrator.address)]
    assert "A passphrase was set" in subjects and "Sign-in with your passphrase" in subjects
    page.goto(f"{server.origin}/account/activity")
    expect(page.locator("main")).to_contain_text("You signed in with the passphrase")


def test_a_passphrase_is_proven_afresh_before_a_change(server, administrator, open_page):
    page = open_page()
    people.sign_in(page, server, administrator)
    set_passphrase(page, server, administrator)
    server.advance(11 * 60)
    page.goto(f"{server.origin}/account/backup-codes")
    people.submit(page)
    assert "/step-up" in page.url
    page.get_by_role("link", name="Passphrase").last.click()
    page.fill("#passphrase", "not these words at all")
    people.submit(page)
    expect(page.locator("#passphrase-error")).to_contain_text("isn’t right")
    page.fill("#passphrase", WORDS)
    people.submit(page)
    expect(page).to_have_url(re.compile("/account/backup-codes"))


def test_a_forgotten_password_is_reset_with_the_passphrase(server, administrator, open_page):
    """R-7: the mailbox first, the passphrase second, and no session from it."""
    page = open_page()
    people.sign_in(page, server, administrator)
    set_passphrase(page, server, administrator)
    people.sign_out(page)
    page.goto(f"{server.origin}/password-reset")
    page.fill("[name=identifier]", administrator.address)
    people.submit(page)
    page.fill("main [name=code]", server.mailed_code(administrator.address))
    people.submit(page)
    page.goto(f"{server.origin}/password-reset/other-ways")
    page.locator("main .rows a[href='/password-reset/passphrase']").click()
    page.fill("#passphrase", WORDS)
    people.submit(page)
    expect(page).to_have_url(re.compile("/password-reset/new-password"))
    page.fill("[name=newPassword]", "a kettle in the violet garden")
    people.submit(page)
    expect(page.locator("main")).to_contain_text("password")
    assert page.context.cookies() is not None and not any("session" in cookie["name"] for cookie in page.context.cookies())


def test_nothing_is_offered_that_the_account_does_not_have(server, administrator, open_page):
    """RATE-15: the salt stands on no page before the first step, and on none for an account without a passphrase."""
    page = open_page()
    for address in [administrator.address, "nobody@example.org"]:
        people.give_identifier(page, server, address)
        page.goto(f"{server.origin}/sign-in/passphrase")
        assert "/sign-in/password" in page.url and "data-salt" not in page.content()
    first_step(page, server, administrator)
    page.goto(f"{server.origin}/sign-in/passphrase")
    assert "/sign-in/other-ways" in page.url and "data-salt" not in page.content()
    expect(page.locator("main .rows a[href$='/passphrase']")).to_have_count(0)

    other = open_page()
    people.sign_in(other, server, administrator)
    set_passphrase(other, server, administrator)
    people.give_identifier(page, server, administrator.address)
    page.goto(f"{server.origin}/sign-in/passphrase")
    assert "/sign-in/password" in page.url and "data-salt" not in page.content()


def test_the_page_says_what_is_wrong_and_keeps_the_rest(server, administrator, open_page):
    page = open_page()
    people.sign_in(page, server, administrator)
    open_own(page, server, administrator, "/new")
    sent = fields_sent(page, "/account/passphrase/new")
    strength = page.locator("#strength")
    for words, said in [
        ("four words", "Too short yet"), ("aaaaaaaaaaaaaaaaaaa", "Easy to guess"),
        ("abcdefghijklmnopqrs", "Easy to guess"), ("sakura@example.org sakura@example.org", "Easy to guess"),
        ("mustard orbit 47", "Good enough"), (WORDS, "Strong"),
    ]:
        page.fill("#newPassphrase", words)
        expect(strength).to_contain_text(said)
    people.submit(page)
    expect(page.locator("#repeated-error")).to_contain_text("Type the passphrase")
    page.fill("#repeated", WORDS + "!")
    people.submit(page)
    expect(page.locator("#repeated-error")).to_contain_text("not the same")
    expect(page.locator("#newPassphrase")).to_have_value(WORDS)
    type_new(page, "four words")
    expect(page.locator("#newPassphrase-error")).to_contain_text("at least 15")
    type_new(page, "sakura@example.org sakura@example.org")
    expect(page.locator("#newPassphrase-error")).to_contain_text("easy to guess")
    assert sent == {}
    type_new(page, WORDS)
    expect(page).to_have_url(re.compile("/account/passphrase[?]"))
    names = {"formToken", "salt", "rounds", "authenticationKey", "wrappedKey", "keyNumber"}
    assert set(sent) == names and not any(word in str(sent) for word in WORDS.split())


def test_without_scripts_the_form_stays_closed_and_says_why(server, administrator, open_page):
    page = open_page()
    people.sign_in(page, server, administrator)
    set_passphrase(page, server, administrator)
    plain = open_page(javascript=False)
    first_step(plain, server, administrator)
    plain.goto(f"{server.origin}/sign-in/passphrase")
    expect(plain.get_by_text("needs JavaScript")).to_be_visible()
    expect(plain.locator("main .primary")).to_be_disabled()
    expect(plain.locator("#passphrase")).to_be_disabled()
    assert plain.locator("#passphrase").get_attribute("name") is None
    # Another way is one link away.
    plain.locator("main .links a").first.click()
    expect(plain.locator("main .rows a")).not_to_have_count(0)


@pytest.fixture
def tapped(start_server):
    """A server with a wire-tap in front of it: its origin is the tap's."""
    recorder = Recorder()
    server = start_server(origin_port=recorder.port, LOG__LEVEL="trace")
    recorder.start(server.port)
    yield server, recorder
    recorder.stop()


def writings(secret: bytes) -> set[bytes]:
    """Every way in which bytes are written down."""
    return {
        secret, secret.hex().encode(), secret.hex().upper().encode(), base64.b64encode(secret),
        base64.b64encode(secret).rstrip(b"="), base64url(secret).encode(), base64.b32encode(secret).rstrip(b"="),
        quote(base64.b64encode(secret), safe="").encode(),
    }


def text_writings(text: str) -> set[bytes]:
    return {quote(text).encode(), quote_plus(text).encode(), *writings(text.encode())}


def database(server) -> bytes:
    """All bytes of the database files, or a dump."""
    url = server.environment.get("AIKAGI_DATABASE_URL", "")
    if url.startswith("postgres"):
        return subprocess.run(["pg_dump", url], check=True, capture_output=True).stdout
    files = [path for path in server.folder.rglob("*") if path.is_file() and "sqlite" in path.name]
    assert files, list(server.folder.rglob("*"))
    return b"".join(path.read_bytes() for path in files)


def test_T_2_ADM_11_the_server_never_gets_the_passphrase_the_keys_or_the_vault(tapped, open_page):
    """Everything it received, its database, its log, its audit log and its mails are searched, for every way of writing
    what opens the vault. What it did receive, a second implementation opens: so the search knows what to look for."""
    server, recorder = tapped
    account = Account(server)
    account.browser = Visitor(recorder.port)
    person = account.set_up().person
    page = open_page()
    people.sign_in(page, server, person)

    open_own(page, server, person, "/new")
    first = fields_sent(page, "/account/passphrase/new")
    type_new(page, WORDS)
    expect(page).to_have_url(re.compile("/account/passphrase[?]"))
    device = Device(server, lock="platform")
    device.enrol(account.enrolment_link())
    assert int(first["rounds"]) >= 600_000
    keys = format_of.derive(WORDS, from_base64url(first["salt"]), int(first["rounds"]))
    assert base64url(keys.authentication) == first["authenticationKey"]
    vault_key = format_of.unwrap(from_base64url(first["wrappedKey"]), keys.encryption, device.account)
    assert len(vault_key) == 32

    # The vault as a device seals it.
    entry = f'{{"secret": "{SECRET}"}}'.encode()
    binding = f"aikagi-vault-v1\0{device.account}\0" + "1\0" + "1"
    content = format_of.sealed(entry, vault_key, binding, os.urandom(12))
    saved = device.ask("PUT", "/vault", {"basedOn": 0, "keyNumber": 1, "content": base64url(content)})
    assert saved.body == {"version": 1}, saved

    # Repeated, used for a sign-in, mistyped, changed, and the vault opened with the new one.
    open_own(page, server, person, "/check")
    page.fill("#passphrase", WORDS)
    people.submit(page)
    expect(page.locator(".notice.is-done").first).to_contain_text("That is right")
    open_own(page, server, person, "/change")
    change = fields_sent(page, "/account/passphrase/change")
    page.fill("#passphrase", WORDS + " mistyped")
    type_new(page, OTHER)
    expect(page.locator("#passphrase-error")).to_contain_text("isn’t right")
    page.fill("#passphrase", WORDS)
    type_new(page, OTHER)
    expect(page.locator(".notice.is-done").first).to_contain_text("Your passphrase was changed")
    assert change["oldAuthenticationKey"] == first["authenticationKey"] and change["salt"] != first["salt"]
    people.sign_out(page)
    first_step(page, server, person)
    page.goto(f"{server.origin}/sign-in/passphrase")
    # Typed on another keyboard: half as wide, and the same (NFKC).
    page.fill("#passphrase", "Wooden teapot under 17 bridges")
    people.submit(page)
    people.expect_overview(page, server)

    answer = device.ask("GET", "/vault").body
    changed = answer["passphrase"]
    newer = format_of.derive(OTHER, from_base64url(changed["salt"]), changed["rounds"])
    assert format_of.unwrap(from_base64url(changed["wrappedKey"]), newer.encryption, device.account) == vault_key
    assert format_of.opened(from_base64url(answer["content"]), vault_key, binding) == entry

    # A reset begins the vault anew.
    open_own(page, server, person, "/new")
    expect(page.locator("main div.is-warning")).to_contain_text("is deleted")
    reset = fields_sent(page, "/account/passphrase/new")
    type_new(page, "glacier parsnip ten brass whistles")
    expect(page).to_have_url(re.compile("/account/passphrase[?]"))
    last = format_of.derive("glacier parsnip ten brass whistles", from_base64url(reset["salt"]), int(reset["rounds"]))
    last_key = format_of.unwrap(from_base64url(reset["wrappedKey"]), last.encryption, device.account)
    assert last_key != vault_key
    after = device.ask("GET", "/vault").body
    assert after.get("content") is None and after["keyNumber"] == 2
    stale = device.ask("PUT", "/vault", {"basedOn": after["version"], "keyNumber": 1, "content": base64url(content)})
    assert (stale.status, stale.body["code"], stale.body["keyNumber"]) == (409, "vaultKeyChanged", 2)

    places = {
        "what it received": recorder.received,
        "log": server.output().encode(),
        "audit log": server.command("audit", "export").encode(),
        "mails": server.command("outbox", "--limit", "1000", "--json").encode(),
    }
    assert first["authenticationKey"].encode() in places["what it received"], "the tap heard nothing"
    server.stop()
    places["database"] = database(server)
    assert person.address.encode() in places["database"], "no database was searched"
    secrets = {
        "encryption key": writings(keys.encryption) | writings(newer.encryption) | writings(last.encryption),
        "vault key": writings(vault_key) | writings(last_key),
        "secret of the vault": text_writings(SECRET),
        "passphrase": {
            writing for words in (WORDS, OTHER, "Wooden teapot under 17 bridges", "glacier parsnip ten brass whistles")
            for writing in text_writings(words)
        },
    }
    # The key that is sent is nowhere afterwards: only its slow hash is kept.
    kept = {"authentication key": writings(keys.authentication) | writings(newer.authentication)}
    for place, bytes_of_place in places.items():
        looked_for = secrets if place == "what it received" else secrets | kept
        found = [name for name, ways in looked_for.items() if any(way in bytes_of_place for way in ways)]
        assert found == [], f"the {place} holds the {', '.join(found)}"


def test_removing_the_passphrase_takes_the_vault_along(server, open_page):
    account = Account(server).set_up()
    person = account.person
    page = open_page()
    people.sign_in(page, server, person)
    set_passphrase(page, server, person)
    device = Device(server, lock="platform")
    device.enrol(account.enrolment_link())
    saved = device.ask("PUT", "/vault", {"basedOn": 0, "keyNumber": 1, "content": base64url(os.urandom(64))})
    assert saved.status == 200
    open_own(page, server, person, "/remove")
    expect(page.locator("main .points")).to_contain_text("What your vault holds on the server is deleted")
    people.submit(page)
    expect(page.locator(".notice.is-done").first).to_contain_text("Your passphrase was removed")
    answer = device.ask("GET", "/vault").body
    assert answer.get("content") is None and answer.get("passphrase") is None
    assert answer["keyNumber"] == 1 and answer["version"] == 2
    first = open_page()
    first_step(first, server, person)
    first.goto(f"{server.origin}/sign-in/other-ways")
    expect(first.locator("main .rows a[href$='/passphrase']")).to_have_count(0)


def test_RATE_05_wrong_passphrases_are_held_up_on_every_road_together(server, administrator, open_page):
    page = open_page()
    people.sign_in(page, server, administrator)
    set_passphrase(page, server, administrator)
    open_own(page, server, administrator, "/check")
    for _ in range(20):
        page.fill("#passphrase", "not these words at all")
        with page.expect_navigation():
            people.submit(page)
        if page.locator("#passphrase").count() == 0:
            break
    else:
        raise AssertionError("never held up")
    expect(page.locator("main")).to_contain_text("Too many")
    # The right one has to wait as well, on the road of a sign-in too.
    people.sign_out(page)
    first_step(page, server, administrator)
    page.goto(f"{server.origin}/sign-in/passphrase")
    page.fill("#passphrase", WORDS)
    people.submit(page)
    expect(page.locator("main")).to_contain_text("too many wrong answers")
