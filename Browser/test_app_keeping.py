"""The web app as a keeper of keys and codes: locks, offline, copies, several accounts, and what is left at the end."""

import pytest
from playwright.sync_api import Page, expect
from rig import oathtool
from rig.app_user import PIN, AppUser
from rig.stage import Stage
from rig.virtual_authenticator import VirtualAuthenticator


@pytest.fixture
def user(stage, open_page) -> AppUser:
    return AppUser(open_page(width=390, height=844), stage.origin).join(stage.link())


@pytest.fixture
def device(stage, user):
    return next(iter(stage.devices.values()))


def kept(page: Page) -> list[dict]:
    """What the browser keeps of each installation, as far as a script of the page can see it."""
    return page.evaluate(
        """async () => {
            const names = (value) => value instanceof CryptoKey ? `key:${value.type}:${value.extractable}`
                : value instanceof Uint8Array ? `bytes:${value.length}`
                : value && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, names(v)])) : value;
            const database = await new Promise((resolve) => {
                const request = indexedDB.open("aikagi", 1);
                request.onsuccess = () => resolve(request.result);
            });
            const all = await new Promise((resolve) => {
                const request = database.transaction("installations").objectStore("installations").getAll();
                request.onsuccess = () => resolve(request.result);
            });
            database.close();
            return all.map(names);
        }"""
    )


# The lock


def test_with_a_pin_no_key_for_approvals_lies_around(user):
    """PUSH-23: what is kept of the approval key is encrypted; the other keys can't be read."""
    (record,) = kept(user.page)
    assert record["contactKey"] == "key:private:false"
    assert record["lock"].keys() == {"kind", "salt", "wrapped", "failures", "nextTry"}
    assert record["lock"]["salt"] == "bytes:16"
    assert record["codes"].startswith("bytes:")


def test_without_a_lock_keys_are_in_the_key_store(stage, open_page):
    user = AppUser(open_page(), stage.origin).join(stage.link(), lock="none")
    (record,) = kept(user.page)
    assert record["lock"] == {"kind": "none", "approvalKey": "key:private:false", "codesKey": "key:secret:false"}
    (device,) = stage.devices.values()
    user.page.reload()
    question = stage.ask(device)
    user.approve("481902")
    user.expect_outcome("Approved")
    assert question.state == "approved"


def test_ten_wrong_pins_destroy_the_key(stage, user, device):
    """PUSH-23: the server counts, so a copied browser profile can't be searched."""
    device.tries = 2
    user.page.reload()
    user.section(1)
    user.unlock("402984")
    expect(user.page.locator(".field-error")).to_contain_text("1 left, then the key is destroyed")
    user.unlock("402985")
    expect(user.heading()).to_have_text("This copy can’t approve any more")
    expect(user.main()).to_contain_text("The PIN was wrong ten times")
    assert user.page.locator("main a.primary").get_attribute("href") == "/account/devices/add"


def test_offline_tries_have_to_wait(user):
    """PUSH-23: where the server can't count, the app does."""
    user.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    user.page.context.set_offline(True)
    user.page.reload()
    user.section(1)
    for _ in range(5):
        user.unlock("111222")
        expect(user.page.locator(".field-error")).to_contain_text("isn’t right")
        expect(user.page.locator("#pin")).to_have_value("")
    user.unlock(PIN)
    expect(user.page.locator(".field-error")).to_contain_text("Too many tries")
    user.page.context.set_offline(False)
    user.unlock(PIN)
    expect(user.page.locator(".code-digits").first).to_be_visible()


def test_the_devices_own_lock_guards_the_app(stage, open_page):
    """DEV-20: the platform's lock gives out a secret and is never a proof by itself; a PIN is always there instead."""
    page = open_page(width=390)
    VirtualAuthenticator(page)
    user = AppUser(page, stage.origin).join(stage.link(), lock="platform")
    (device,) = stage.devices.values()
    assert device.lock == "platform"
    (record,) = kept(page)
    assert record["lock"].keys() == {"kind", "credential", "salt", "wrapped"}

    page.reload()
    question = stage.ask(device)
    user.expect_question()
    expect(page.locator("#number")).to_have_count(0)
    user.submit()
    user.approve("481902")
    user.expect_outcome("Approved")
    assert question.state == "approved"


def test_another_lock_takes_the_codes_with_it(stage, user, device):
    """DEV-10: the old approval key signs for the new one."""
    old = device.approval
    user.section(3)
    user.page.get_by_role("button", name="Change the lock").click()
    user.unlock()
    user.page.locator("label.choice:has(input[value=pin])").click()
    user.submit()
    user.choose_pin("775533")
    expect(user.main()).to_contain_text("The app lock is changed.")
    assert device.approval != old

    user.page.reload()
    user.section(1)
    user.unlock(PIN)
    expect(user.page.locator(".field-error")).to_be_visible()
    user.unlock("775533")
    assert list(user.codes().values())[0] in oathtool.codes(stage.secret)
    question = stage.ask(device)
    user.approve("481902")
    user.expect_outcome("Approved")
    assert question.state == "approved"


# Codes


def test_codes_are_made_offline(stage, user):
    """M-2: the same as oathtool's, with nothing asked of anybody."""
    user.section(1)
    user.page.locator("main .rows button.row").first.click()
    user.page.fill("#secret", "otpauth://totp/GitHub:sakura?secret=GEZDGNBVGY3TQOJQ&algorithm=SHA256&digits=8&period=60")
    user.submit()
    user.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    user.page.context.set_offline(True)
    user.page.reload()
    user.section(1)
    user.unlock()
    codes = user.codes()
    assert codes["localhost"] in oathtool.codes(stage.secret)
    assert codes["GitHub"] in oathtool.codes("GEZDGNBVGY3TQOJQ", "--totp=SHA256", "--digits=8", "--time-step-size=60s")
    expect(user.main()).to_contain_text("approvals need the server")
    user.page.context.set_offline(False)


def test_codes_are_added_by_hand_renamed_and_removed(user):
    """T-1."""
    page = user.page
    user.section(1)
    page.locator("main .rows button.row").first.click()
    page.fill("#secret", "not a key 0189")
    user.submit()
    expect(page.locator("#issuer-error")).to_contain_text("Say which service")
    page.fill("#issuer", "Post")
    user.submit()
    expect(page.locator("#secret-error")).to_contain_text("letters that no key has")
    page.fill("#secret", "gezd gnbv gy3t qojq")
    user.submit()
    assert user.codes()["Post"] in oathtool.codes("GEZDGNBVGY3TQOJQ")

    page.locator(".code-edit").click()
    page.fill("#issuer", "日本郵便")
    user.submit()
    assert "日本郵便" in user.codes()
    page.locator(".code-edit").click()
    page.locator("main .danger").click()
    expect(user.heading()).to_have_text("Remove 日本郵便?")
    user.submit()
    expect(page.locator(".code-row")).to_have_count(1)


# Copies and ends


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("signedOut", "It was signed out."), ("reportedLost", "This device was reported lost."),
        ("replaced", "Another installation has replaced it."), ("revoked", "It was removed from your account."),
        ("notAnswering", "It had not answered for too long."), ("copied", "Two copies of its keys were in use."),
    ],
)  # fmt: skip
def test_an_ended_copy_says_why_and_what_to_do(stage, user, device, reason, words):
    """DEV-13: it neither approves nor asks again; the codes stay."""
    stage.end(device, reason)
    expect(user.heading()).to_have_text("This copy can’t approve any more")
    expect(user.main()).to_contain_text(words)
    user.page.reload()
    expect(user.main()).to_contain_text(words)
    user.section(1)
    user.unlock()
    assert list(user.codes().values())[0] in oathtool.codes(stage.secret)


def test_a_second_copy_gives_itself_away(stage, user, device):
    """DEV-09: a copy from an older state of the browser's storage shows a link of the chain that was used up."""
    old = user.page.evaluate(
        """async () => {
            const storage = await import("/app/v/core/storage.js");
            const [kept] = await storage.installations();
            return kept.chain;
        }"""
    )
    user.page.evaluate("async () => { const a = await import('/app/v/core/account.js'); const s = await import('/app/v/core/storage.js');"
                       " const [kept] = await s.installations(); await a.heartbeat(kept); await a.heartbeat(kept); }")
    assert device.heartbeats >= 2
    user.page.evaluate("async (chain) => { const s = await import('/app/v/core/storage.js'); const [kept] = await s.installations();"
                       " await s.update(kept.id, { chain }); }", old)
    user.page.reload()
    expect(user.main()).to_contain_text("Two copies of its keys were in use.")
    assert device.ended == "copied"


def test_cleared_site_data_leaves_nothing_behind(stage, user):
    """The app starts anew, and does not pretend to be the old copy."""
    tools = user.page.context.new_cdp_session(user.page)
    user.page.goto("about:blank")
    tools.send("Storage.clearDataForOrigin", {"origin": stage.origin, "storageTypes": "all"})
    user.open()
    expect(user.heading()).to_have_text("The key to your account, and its spare")
    assert kept(user.page) == []


def test_signing_out_says_what_it_costs(stage, user, device):
    """D-6."""
    user.section(2)
    user.page.get_by_role("button", name="Sign out").click()
    expect(user.main()).to_contain_text("No other device of yours answers.")
    user.submit()
    expect(user.heading()).to_have_text("The key to your account, and its spare")
    assert device.ended == "signedOut"
    assert kept(user.page) == []


# Devices and accounts


def test_devices_are_named_promoted_and_reported_lost(stage, user, device):
    """D-4, D-5, D-7, DEV-15."""
    other = {"id": "OTHER234", "name": "<i>ThinkPad</i>", "platform": "Linux", "role": "secondary", "life": "doubtful",
             "added": 0, "lastSeen": stage.now() - 3 * 86_400_000, "isThis": False}  # fmt: skip
    stage.other_devices = [other]
    device.events.put("event: changed\ndata: {}\n\n")
    user.section(2)
    row = user.page.locator("li.row", has_text="ThinkPad")
    expect(row).to_contain_text("Not answering")
    expect(row).to_contain_text("Last seen 3 days ago")
    expect(row.locator("i")).to_have_count(0)

    user.page.get_by_role("button", name="Rename").click()
    user.page.fill("#name", "仕事のスマホ")
    user.submit()
    expect(user.main()).to_contain_text("仕事のスマホ")
    assert device.name == "仕事のスマホ"

    user.page.locator("li.row", has_text="ThinkPad").get_by_role("button", name="Make primary").click()
    user.submit()
    expect(user.main()).to_contain_text("unless the other device objects")

    user.page.locator("li.row", has_text="ThinkPad").get_by_role("button", name="Report lost").click()
    user.submit()
    expect(user.main()).to_contain_text("It can’t approve anything any more.")
    assert other["life"] == "gone"


def test_what_happens_to_devices_is_told_until_it_was_seen(stage, user):
    """DEV-02, QR-08: with a way to say that it was somebody else."""
    thief = {"id": "thief", "name": "Thief", "platform": "Android", "role": "secondary", "life": "live",
             "added": stage.now(), "isThis": False}
    stage.other_devices = [thief]
    added = {"number": 7, "kind": "added", "at": stage.now(), "device": "thief", "name": "Thief", "address": "198.51.100.9"}
    used = {"number": 8, "kind": "linkShownAgain", "at": stage.now(), "name": "<b>Other</b>", "address": "198.51.100.9"}
    stage.news = [used, added]
    user.page.reload()
    expect(user.main()).to_contain_text("“Thief” was added to your account.")
    expect(user.main()).to_contain_text("A device that calls itself “<b>Other</b>” came with a used link.")
    expect(user.main()).to_contain_text("from 198.51.100.9")
    user.main().locator(".notice", has_text="Thief").get_by_role("button", name="It wasn’t me").click()
    user.submit()
    expect(user.main()).to_contain_text("It can’t approve anything any more.")
    assert thief["life"] == "gone"
    user.section(0)
    user.main().locator(".notice", has_text="Other").get_by_role("button", name="It wasn’t me").click()
    expect(user.main()).to_contain_text("New sign-ins are blocked.")
    assert stage.restricted
    user.main().locator(".notice", has_text="Other").get_by_role("button", name="It was me").click()
    expect(user.main().locator(".notice", has_text="Other")).to_have_count(0)
    user.page.reload()
    expect(user.main()).to_contain_text("Nothing waits for you")
    expect(user.main()).not_to_contain_text("Thief")


def test_new_sign_ins_are_blocked_and_let_in_again(stage, user):
    """D-9."""
    user.section(3)
    user.page.get_by_role("button", name="Block").click()
    expect(user.main()).to_contain_text("New sign-ins are blocked")
    assert stage.restricted
    user.section(0)
    expect(user.main()).to_contain_text("New sign-ins are blocked until you lift it")
    user.section(3)
    user.page.get_by_role("button", name="Lift").click()
    expect(user.page.get_by_role("button", name="Block")).to_be_visible()
    assert not stage.restricted


def test_several_accounts_live_in_one_app(stage, user, device):
    first = next(iter(stage.devices))
    user.join(stage.link(), lock="none", name="Pixel 8")
    second = next(one for key, one in stage.devices.items() if key != first)
    second.account, second.identifier = "ANOTHER2ACCOUNT3", "office@example.org"
    user.page.reload()
    assert len(kept(user.page)) == 2
    # A request for the account that is not shown comes up all the same.
    question = stage.ask(device)
    user.expect_question()
    user.unlock()
    user.approve("481902")
    user.expect_outcome("Approved")
    assert question.state == "approved"


def test_a_link_that_is_used_up_says_so(stage, open_page):
    """QR-08, DEV-03: one link, one device."""
    link = stage.link()
    AppUser(open_page(), stage.origin).join(link, lock="none")
    second = AppUser(open_page(), stage.origin)
    second.page.goto(link)
    second.page.locator("label.choice:has(input[value=none])").click()
    second.submit()
    expect(second.main()).to_contain_text("This link has been used or has expired.")
    assert len(stage.devices) == 1


def test_a_browser_without_a_push_service_says_so_in_time(stage: Stage, user):
    """Some browsers never answer: the app asks with a time-out of its own."""
    user.page.context.grant_permissions(["notifications"], origin=stage.origin)
    user.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    user.page.reload()
    user.page.get_by_role("button", name="Allow notifications").click()
    expect(user.main()).to_contain_text("push service doesn’t answer", timeout=15_000)
