"""The vault in the web app: two installations edit while apart, a wrong passphrase, a third that gets everything back, and
the files of other apps."""

import json
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect
from rig import oathtool
from rig.app_user import AppUser
from rig.stage import Stage
from rig.terminal_app import PIN, TerminalApp

IMPORTS = Path(__file__).resolve().parent.parent / "Tests" / "Vectors" / "vault" / "imports"
PASSPHRASE = "violet kettle under the stairs"
NEW_PASSPHRASE = "a second lantern by the harbour"
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
OTHER_SECRET = "KRUGKIDROVUWG2ZAMJZG653O"


@pytest.fixture(params=["en", "ja"])
def language(request) -> str:
    return request.param


@pytest.fixture
def join(stage, open_page, language) -> Callable[..., AppUser]:
    """One more installation of the same account, in a browser of its own."""
    return lambda **choices: AppUser(open_page(language=language, width=390, height=844), stage.origin).join(stage.link(), **choices)


def words(user: AppUser, key: str, **values) -> str:
    """What the app says in the language of its page."""
    return user.page.evaluate(
        """async ([key, values]) => {
            const { wording } = await import("/app/v/words/words.js");
            return wording(document.documentElement.lang)(key, values);
        }""",
        [key, values],
    )


def add(user: AppUser, name: str, secret: str = SECRET) -> None:
    to_codes(user)
    unlock_if_asked(user)
    user.page.locator("main .rows button.row").first.click()
    user.page.fill("#secret", f"otpauth://totp/{name}:me?secret={secret}&issuer={name}")
    user.submit()
    expect(user.page.locator(".code-row b", has_text=name)).to_be_visible()


def to_codes(user: AppUser) -> None:
    """To the section of codes, from wherever the person is."""
    expect(user.heading()).to_be_visible()
    for _ in range(5):
        if user.page.locator("nav .tab").first.is_visible():
            break
        heading = user.heading().inner_text()
        user.page.go_back()
        expect(user.heading()).not_to_have_text(heading)
    user.section(1)
    expect(user.page.locator("nav .tab").nth(1)).to_have_attribute("aria-current", "page")


def unlock_if_asked(user: AppUser) -> None:
    expect(user.page.locator("main .codes .code-row, main #pin").first).to_be_visible()
    if user.page.locator("main #pin").count():
        user.unlock()
        expect(user.page.locator("main .codes .code-row").first).to_be_visible()


def to_vault(user: AppUser) -> None:
    to_codes(user)
    unlock_if_asked(user)
    user.page.locator("main .rows button.row").last.click()
    expect(user.heading()).to_have_text(words(user, "vault.title"))


def choose_passphrase(user: AppUser, text: str = PASSPHRASE) -> None:
    user.page.fill("#new", text)
    user.page.fill("#again", text)
    user.submit()


def set_passphrase(user: AppUser) -> None:
    to_vault(user)
    expect(user.main()).to_contain_text(words(user, "vault.set-hint"))
    choose_passphrase(user)
    expect(user.page.locator("main .notice.is-done").first).to_contain_text(words(user, "vault.done"))
    expect(user.main()).to_contain_text(words(user, "vault.same"))


def open_vault(user: AppUser, text: str = PASSPHRASE) -> None:
    to_vault(user)
    user.page.fill("#passphrase", text)
    user.submit()


def services(user: AppUser) -> list[str]:
    to_codes(user)
    unlock_if_asked(user)
    expect(user.page.locator(".code-digits").first).not_to_be_empty()
    return [name for name in user.page.locator(".code-row b").all_inner_texts() if name != "localhost"]


def expect_services(user: AppUser, *names: str) -> None:
    to_codes(user)
    unlock_if_asked(user)
    for name in names:
        expect(user.page.locator(".code-row b", has_text=re.compile(f"^{name}$"))).to_have_count(1, timeout=10_000)
    expect(user.page.locator(".code-row")).to_have_count(len(names) + 1)


def test_two_installations_edit_while_apart_and_a_third_gets_everything(stage: Stage, join):
    """T-2, issue 4: added, renamed and removed offline on two devices; both survive, and a third restores all of it."""
    one = join()
    add(one, "GitHub")
    add(one, "Bank", OTHER_SECRET)
    set_passphrase(one)
    two = join(name="Laptop")
    open_vault(two)
    expect_services(two, "GitHub", "Bank")

    # Apart: neither hears of the other, nor the server of either.
    for user in (one, two):
        user.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        user.page.context.set_offline(True)
    add(one, "Mail", "MZXW6YTBOJRGC6RAMJQXGZJA")
    add(two, "Shop", "NBSWY3DPO5XXE3DEEBSXQYLNOBWGK")
    two.page.locator(".code-row", has_text="GitHub").locator(".code-edit").click()
    two.page.fill("#issuer", "GitHub at work")
    two.submit()
    expect(two.page.locator(".code-row b", has_text="GitHub at work")).to_be_visible()
    one.page.locator(".code-row", has_text="Bank").locator(".code-edit").click()
    one.page.locator("main .link.danger").click()
    one.submit()
    # The screen that asks has no rows either: wait for the list, and then for what it lacks.
    expect(one.page.locator(".code-row b", has_text="Mail")).to_be_visible()
    expect(one.page.locator(".code-row b", has_text="Bank")).to_have_count(0)

    for user in (one, two):
        user.page.context.set_offline(False)
        user.page.reload()
        to_codes(user)
        unlock_if_asked(user)
    names = ["GitHub at work", "Mail", "Shop"]
    expect_services(one, *names)
    expect_services(two, *names)

    three = join(name="New phone")
    open_vault(three)
    expect(three.page.locator("main .notice.is-done")).to_contain_text(words(three, "vault.opened"))
    expect_services(three, *names)
    assert three.codes()["GitHub at work"] in oathtool.codes(SECRET)
    assert_the_server_knows_nothing(stage)


def assert_the_server_knows_nothing(stage: Stage) -> None:
    """§4.6: neither passphrase nor key nor secret nor the name of a service has ever been sent."""
    for secret in [PASSPHRASE, SECRET, OTHER_SECRET, "GitHub", "Shop", "Bank"]:
        assert secret.encode() not in stage.received, secret


def test_what_is_changed_here_is_on_the_other_device_a_moment_later(stage, join):
    one = join()
    add(one, "GitHub")
    set_passphrase(one)
    two = join()
    open_vault(two)
    expect_services(two, "GitHub")
    add(one, "Mail", OTHER_SECRET)
    expect_services(two, "GitHub", "Mail")


def test_a_wrong_passphrase_says_so_and_keeps_what_was_typed(stage, join):
    one = join()
    add(one, "GitHub")
    set_passphrase(one)
    two = join()
    open_vault(two, "violet kettle under the stair")
    expect(two.page.locator(".field-error")).to_have_text(words(two, "vault.wrong"))
    expect(two.page.locator("#passphrase")).to_have_value("violet kettle under the stair")
    two.page.fill("#passphrase", PASSPHRASE)
    two.submit()
    expect_services(two, "GitHub")


def test_a_passphrase_is_long_and_typed_twice_alike(stage, join):
    user = join()
    to_vault(user)
    choose_passphrase(user, "too short")
    expect(user.page.locator(".field-error:visible")).to_have_text(words(user, "vault.short"))
    user.page.fill("#new", PASSPHRASE)
    user.page.fill("#again", PASSPHRASE + "?")
    user.submit()
    expect(user.page.locator(".field-error:visible")).to_have_text(words(user, "vault.different"))
    assert stage.passphrase is None


def test_another_passphrase_leaves_the_vault_as_it_is(stage, join):
    one = join()
    add(one, "GitHub")
    set_passphrase(one)
    one.page.get_by_role("button", name=words(one, "vault.change")).click()
    one.page.fill("#old", "not this one at all")
    choose_passphrase(one, NEW_PASSPHRASE)
    expect(one.page.locator(".field-error:visible")).to_have_text(words(one, "vault.wrong"))
    one.page.fill("#old", PASSPHRASE)
    one.submit()
    expect(one.page.locator("main .notice.is-done").first).to_contain_text(words(one, "vault.changed"))
    two = join()
    open_vault(two)
    expect(two.page.locator(".field-error")).to_have_text(words(two, "vault.wrong"))
    two.page.fill("#passphrase", NEW_PASSPHRASE)
    two.submit()
    expect_services(two, "GitHub")


def test_a_forgotten_passphrase_loses_only_what_is_nowhere_else(stage, join):
    """§4.6: the warning comes first; codes on devices stay, and come together again under the new passphrase."""
    one = join()
    add(one, "GitHub")
    set_passphrase(one)
    two = join()
    add(two, "Mail", OTHER_SECRET)
    to_vault(two)
    two.page.locator("main .aside .link").click()
    expect(two.page.locator("main .notice.is-warning")).to_contain_text(words(two, "vault.forgotten-lead"))
    choose_passphrase(two, NEW_PASSPHRASE)
    expect(two.page.locator("main .notice.is-done").first).to_contain_text(words(two, "vault.done"))
    expect_services(two, "Mail")
    one.page.reload()
    expect_services(one, "GitHub")
    expect(one.main()).to_contain_text(words(one, "vault.row-closed"))
    open_vault(one, NEW_PASSPHRASE)
    expect_services(one, "GitHub", "Mail")
    expect_services(two, "GitHub", "Mail")


def test_codes_of_before_the_vault_are_all_there(stage, join):
    """What an older app had written is a list in the same box: nothing of it is lost, and all of it goes into the vault."""
    user = join(lock="none")
    user.page.evaluate(
        """async (secrets) => {
            const { installations, update } = await import("/app/v/core/storage.js");
            const { openedBox } = await import("/app/v/core/codes.js");
            const { sealed } = await import("/app/v/core/appLock.js");
            const { utf8 } = await import("/app/v/core/bytes.js");
            const [kept] = await installations();
            const { own } = await openedBox(kept, kept.lock.codesKey);
            const others = secrets.map((secret, place) => ({ id: `old${place}`, issuer: `Old ${place}`, account: "", secret,
              algorithm: "SHA1", digits: 6, period: 30, own: false }));
            await update(kept.id, { codes: await sealed(kept.lock.codesKey, utf8(JSON.stringify([...own, ...others])), kept.id) });
        }""",
        [SECRET, OTHER_SECRET],
    )
    user.page.reload()
    expect_services(user, "Old 0", "Old 1")
    assert user.codes()["Old 0"] in oathtool.codes(SECRET)
    # A passphrase needs an app lock, and says so.
    to_vault(user)
    expect(user.page.locator("main .notice.is-warning")).to_contain_text(words(user, "vault.no-lock"))
    user.page.locator("main .rows button.row").first.click()
    user.page.locator("label.choice:has(input[value=pin])").click()
    user.submit()
    user.choose_pin()
    expect(user.heading()).to_have_text(words(user, "settings.title"))
    set_passphrase(user)
    other = join()
    open_vault(other)
    expect_services(other, "Old 0", "Old 1")


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.05)
    return holds()


def take_file(user: AppUser, name: str) -> None:
    to_vault(user)
    user.page.get_by_role("button", name=words(user, "import.title")).click()
    user.page.set_input_files("#import-file", IMPORTS / name)


EXPECTED = json.loads((IMPORTS / "expected.json").read_text())


@pytest.mark.parametrize("sample", [name for name, what in EXPECTED.items() if what.get("codes")])
def test_samples_of_other_apps(sample, stage, join):
    """T-3: the good entries are there, each bad one is named with its reason, and once more changes nothing."""
    user = join(lock="none")
    expected = EXPECTED[sample]
    take_file(user, sample)
    count = len(expected["codes"])
    expect(user.page.locator("main .notice").first).to_contain_text(
        words(user, "import.added-one" if count == 1 else "import.added", added=count))
    for bad, row in zip(expected["rejected"], user.page.locator("main section li.row").all(), strict=True):
        expect(row).to_contain_text(bad["name"] or words(user, "import.entry", number=bad["number"]))
        expect(row).to_contain_text(words(user, f"import.reason-{bad['reason']}"))
    if expected["missingParts"]:
        expect(user.main()).to_contain_text(words(user, "import.missing", parts=", ".join(map(str, expected["missingParts"]))))
    user.submit()
    expect(user.page.locator(".code-row")).to_have_count(count + 1)
    take_file(user, sample)
    expect(user.page.locator("main .notice").first).to_contain_text(words(user, "import.known", known=count))
    user.submit()
    expect(user.page.locator(".code-row")).to_have_count(count + 1)


@pytest.mark.parametrize("sample", [name for name, what in EXPECTED.items() if what.get("refusal")])
def test_files_that_are_no_list_of_codes(sample, stage, join):
    user = join(lock="none")
    take_file(user, sample)
    expect(user.page.locator("main .notice.is-wrong")).to_contain_text(words(user, f"import.{EXPECTED[sample]['refusal']}"))


def test_links_are_pasted_and_stay_when_they_are_wrong(stage, join):
    user = join(lock="none")
    to_vault(user)
    user.page.get_by_role("button", name=words(user, "import.title")).click()
    user.page.fill("#links", "https://example.org")
    user.page.get_by_role("button", name=words(user, "import.take")).click()
    expect(user.page.locator("#links-error")).to_have_text(words(user, "import.unknownForm"))
    expect(user.page.locator("#links")).to_have_value("https://example.org")
    user.page.fill("#links", (IMPORTS / "google-both-parts.txt").read_text())
    user.page.get_by_role("button", name=words(user, "import.take")).click()
    expect(user.page.locator("main .notice").first).to_contain_text(words(user, "import.added", added=4))


def test_an_export_comes_back_with_its_passphrase_and_no_other(stage, join, tmp_path):
    """T-3: encrypted and plain, from one installation to another that shares no vault with it."""
    one = join(lock="none")
    take_file(one, "aegis.json")
    expect(one.page.locator("main .notice").first).to_be_visible()
    to_vault(one)
    one.page.get_by_role("button", name=words(one, "export.title")).click()
    one.page.fill("#new", PASSPHRASE)
    one.page.fill("#again", PASSPHRASE)
    with one.page.expect_download() as waiting:
        one.submit()
    file = tmp_path / "codes.json"
    waiting.value.save_as(file)
    assert SECRET not in file.read_text() and "GitHub" not in file.read_text()
    one.page.get_by_role("button", name=words(one, "export.plain")).click()
    with one.page.expect_download() as waiting:
        one.submit()
    plain = tmp_path / "otpauth.txt"
    waiting.value.save_as(plain)
    lines = plain.read_text().splitlines()
    assert len(lines) == 3 and f"otpauth://totp/GitHub:octocat?secret={SECRET}" in lines[0]

    two = join(lock="none")
    to_vault(two)
    two.page.get_by_role("button", name=words(two, "import.title")).click()
    two.page.set_input_files("#import-file", file)
    two.page.fill("#passphrase", "another one than that")
    two.submit()
    expect(two.page.locator(".field-error")).to_have_text(words(two, "import.wrong"))
    two.page.fill("#passphrase", PASSPHRASE)
    two.submit()
    expect(two.page.locator("main .notice").first).to_contain_text(words(two, "import.added", added=3))
    assert services(two) == services(one)


def test_a_vault_of_a_newer_app_is_left_alone(stage, join):
    user = join()
    add(user, "GitHub")
    set_passphrase(user)
    assert within(10, lambda: stage.vault is not None)
    newer = user.page.evaluate(
        """async (version) => {
            const { installations } = await import("/app/v/core/storage.js");
            const { sealContent, unwrapVaultKey, vaultCipherKey } = await import("/app/v/core/vaultEnvelope.js");
            const { deriveKeys } = await import("/app/v/core/passphrase.js");
            const { base64url, fromBase64url, utf8 } = await import("/app/v/core/bytes.js");
            const [kept] = await installations();
            const keys = await deriveKeys(version.passphrase, fromBase64url(version.salt), version.rounds);
            const key = await vaultCipherKey(await unwrapVaultKey(fromBase64url(version.wrappedKey), keys.encryptionKey, kept.account));
            const place = { account: kept.account, keyNumber: 1, version: version.number };
            return base64url(await sealContent(utf8('{"form":9}'), key, place));
        }""",
        {"passphrase": PASSPHRASE, "number": stage.vault_version + 1,
         **{name: stage.passphrase[name] for name in ("salt", "rounds", "wrappedKey")}},
    )
    stage.vault, stage.vault_version = newer, stage.vault_version + 1
    user.page.reload()
    to_codes(user)
    unlock_if_asked(user)
    expect(user.main()).to_contain_text(words(user, "vault.row-newer"))
    add(user, "Mail", OTHER_SECRET)
    expect(user.main()).to_contain_text(words(user, "vault.row-newer"))
    assert stage.vault == newer


# In a terminal

SAYS = {
    "en": {"wrong": "That passphrase is not right.", "same": "This machine and the vault are the same. Codes: ",
           "waits": "The vault waits for your passphrase", "set": "The passphrase is set.", "counter": "counts its codes",
           "added": "Added: 3. Already here: 0.", "encrypted": "has encrypted that file", "short": "at least 15 characters"},
    "ja": {"wrong": "パスフレーズが違います。", "same": "この端末と保管庫を同期しました。コード: ",
           "waits": "保管庫を開くにはパスフレーズが必要です", "set": "パスフレーズを設定しました。", "counter": "時刻ではなく回数",
           "added": "追加: 3件、すでにあるもの: 0件", "encrypted": "暗号化されたファイル", "short": "15文字以上"},
}  # fmt: skip


@pytest.fixture
def machine(stage, tmp_path, language) -> Callable[[str], TerminalApp]:
    """One more machine with the terminal app, added to the account."""

    def make(name: str) -> TerminalApp:
        app = TerminalApp(tmp_path / name, language)
        answer = app.run("enrol", stage.link(), "--name", name, typing=f"y\n{PIN}\n{PIN}\n")
        assert answer.returncode == 0, answer
        return app

    return make


def test_the_terminal_app_shares_the_vault_with_the_web_app(stage, join, machine, language):
    """T-2: changes made apart in both; a wrong passphrase says so; a third machine gets everything back."""
    says = SAYS[language]
    web = join()
    add(web, "GitHub")
    set_passphrase(web)
    one = machine("one")
    add_in(one, "Mail", OTHER_SECRET)
    assert says["waits"] in one.run("vault", typing=f"{PIN}\n").stdout
    opened = one.run("vault", "open", typing=f"{PIN}\nnot the right one\n{PASSPHRASE}\n")
    assert opened.returncode == 0 and says["wrong"] in opened.stderr, opened
    assert f"{says['same']}2" in opened.stdout, opened
    expect_services(web, "GitHub", "Mail")

    # Apart: the web app is offline, the terminal's change goes to the server.
    web.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    web.page.context.set_offline(True)
    add(web, "Shop", "MZXW6YTBOJRGC6RAMJQXGZJA")
    removed = one.run("code", "--remove", "GitHub", typing=f"{PIN}\ny\n")
    assert removed.returncode == 0 and removed.stderr == "", removed
    web.page.context.set_offline(False)
    web.page.reload()
    expect_services(web, "Mail", "Shop")

    three = machine("three")
    assert three.run("vault", "open", typing=f"{PIN}\n{PASSPHRASE}\n").returncode == 0
    listed = three.run("code", "--list", typing=f"{PIN}\n").stdout
    assert "Mail" in listed and "Shop" in listed and "GitHub" not in listed, listed
    code = three.run("code", "--bare", "Mail", typing=f"{PIN}\n").stdout.strip()[-6:]
    assert code in oathtool.codes(OTHER_SECRET)
    for secret in [PASSPHRASE, SECRET, OTHER_SECRET, "Mail", "Shop"]:
        assert secret.encode() not in stage.received, secret


def add_in(app: TerminalApp, name: str, secret: str) -> None:
    answer = app.run("code", "--add", typing=f"{PIN}\notpauth://totp/{name}:me?secret={secret}&issuer={name}\n")
    assert answer.returncode == 0, answer


def test_the_terminal_app_sets_a_passphrase_and_moves_codes(stage, join, machine, language, tmp_path):
    """T-3: a sample of each form; what can't be taken in is named; a locked file comes back on another machine."""
    says = SAYS[language]
    one = machine("one")
    for sample in ["aegis.json", "2fas.json", "google-first-part.txt", "links.txt"]:
        answer = one.run("vault", "import", str(IMPORTS / sample), typing=f"{PIN}\n")
        expected = EXPECTED[sample]
        assert answer.returncode == (65 if expected["rejected"] else 0), answer
        for bad in expected["rejected"]:
            assert bad["name"] in answer.stderr, answer
        if sample == "aegis.json":
            assert says["added"] in answer.stdout and says["counter"] in answer.stderr, answer
    refused = one.run("vault", "import", str(IMPORTS / "aegis-encrypted.json"))
    assert refused.returncode == 65 and says["encrypted"] in refused.stderr, refused

    file = tmp_path / "codes.json"
    written = one.run("vault", "export", str(file), typing=f"{PIN}\ntoo short\n{PASSPHRASE}\n{PASSPHRASE}\n")
    assert written.returncode == 0 and says["short"] in written.stderr, written
    assert SECRET not in file.read_text() and file.stat().st_mode & 0o077 == 0
    again = one.run("vault", "export", str(file), typing=f"{PIN}\n{PASSPHRASE}\n{PASSPHRASE}\n")
    assert again.returncode == 65, again
    two = machine("two")
    taken = two.run("vault", "import", str(file), typing=f"{NEW_PASSPHRASE}\n{PASSPHRASE}\n{PIN}\n")
    assert taken.returncode == 0 and says["wrong"] in taken.stderr, taken
    lists = [app.run("code", "--list", typing=f"{PIN}\n").stdout for app in (one, two)]
    assert lists[0] == lists[1] and lists[0].count("\n") > 4, lists

    chosen = one.run("vault", "passphrase", typing=f"{PIN}\n{PASSPHRASE}\n{PASSPHRASE}\n")
    assert chosen.returncode == 0 and says["set"] in chosen.stdout, chosen
    changed = one.run("vault", "passphrase", typing=f"{PIN}\n{PASSPHRASE}\n{NEW_PASSPHRASE}\n{NEW_PASSPHRASE}\n")
    assert changed.returncode == 0, changed
    # What was taken in there from a file of this vault is in it, and nothing is doubled.
    assert two.run("vault", "open", typing=f"{PIN}\n{NEW_PASSPHRASE}\n").returncode == 0
    web = join()
    open_vault(web, NEW_PASSPHRASE)
    expect(web.page.locator(".code-row")).to_have_count(lists[0].count("\n"), timeout=10_000)
