"""The app and the real server over a device's life: late answers, wrong clocks, locks, loss, beginning again."""

import re
import subprocess
from base64 import b64decode

import pytest
from playwright.sync_api import Page, expect
from rig import oathtool
from rig import person as people
from rig.account import Account, number_on
from rig.app_user import PIN, AppUser
from rig.virtual_authenticator import VirtualAuthenticator

DAY = 86_400


@pytest.fixture
def account(server) -> Account:
    return Account(server).set_up()


@pytest.fixture
def phone(account, open_page) -> AppUser:
    """A phone without an app lock, so that no test waits for a PIN that it isn't about."""
    return account.phone(open_page)


# Time


def test_a_request_ends_on_both_sides_and_is_asked_anew(server, account, phone, open_page):
    """PUSH-05, PUSH-07: two minutes without an answer; then the number of before approves nothing."""
    browser = open_page()
    number = account.ask(browser)
    phone.expect_question()
    server.advance(121)
    phone.approve(number)
    phone.expect_outcome("Too late")

    browser.reload()
    expect(browser.locator("h1")).to_have_text("The request ran out")
    expect(browser.locator("main")).to_contain_text("didn’t answer within two minutes")
    people.submit(browser)
    number = number_on(browser)
    phone.submit()
    phone.expect_question()
    phone.approve(number)
    phone.expect_outcome("Approved")
    account.expect_signed_in(browser)


def test_a_clock_that_is_wrong_neither_keeps_anybody_out_nor_goes_unsaid(server, account, phone, open_page):
    """R-15, DEV-17: what the app signs carries the server's time as soon as it is known, in the same breath."""
    browser = open_page()
    number = account.ask(browser)
    phone.expect_question()
    # The app learns of it by the refusal of its answer, and not before.
    server.advance(90)
    phone.approve(number)
    phone.expect_outcome("Approved")
    account.expect_signed_in(browser)

    server.advance(210)
    phone.open()
    expect(phone.main()).to_contain_text("This device’s clock is 5 minutes slow.")
    expect(phone.main()).to_contain_text("set date and time to automatic")
    phone.section(1)
    code = phone.codes()["localhost"]
    another = open_page()
    account.begin(another)
    another.goto(f"{server.origin}/sign-in/app-code")
    another.fill("main [name=code]", code)
    people.submit(another)
    account.expect_signed_in(another)


# The lock


def test_the_devices_own_lock_stands_before_every_approval(account, open_page):
    """DEV-20, PUSH-05: enrolled and approved behind it; cancelled, or for another finger, it opens nothing."""
    page = open_page(width=390, height=844)
    reader = VirtualAuthenticator(page)
    phone = AppUser(page, account.server.origin).join(account.enrolment_link(), lock="platform")
    assert len(reader.credentials()) == 1
    phone.open()
    browser = open_page()
    number = account.ask(browser)
    phone.expect_question()
    expect(page.locator("#number")).to_have_count(0)

    with reader.cancelled_by_person():
        phone.submit()
        expect(phone.main()).to_contain_text("That didn’t unlock it.")
    expect(page.locator("#number")).to_have_count(0)
    phone.submit()
    phone.approve(number)
    phone.expect_outcome("Approved")
    account.expect_signed_in(browser)

    phone.open()
    another = open_page()
    account.ask(another)
    phone.expect_question()
    reader.recognises(False)
    phone.submit()
    expect(phone.main()).to_contain_text("That didn’t unlock it.")
    expect(page.locator("#number")).to_have_count(0)
    phone.refuse()
    phone.expect_outcome("Refused")
    expect(another.locator("h1")).to_have_text("The request was refused")


def test_ten_wrong_pins_end_the_copy_and_it_is_linked_again(account, open_page):
    """PUSH-23: the server counts; nobody waits for a device that can approve nothing, and a link makes it whole."""
    phone = account.phone(open_page, lock="pin")
    phone.open()
    phone.section(1)
    for left in range(9, 0, -1):
        phone.unlock("111222")
        expect(phone.page.locator(".field-error")).to_contain_text(f"{left} left, then the key is destroyed")
    phone.unlock("111222")
    expect(phone.heading()).to_have_text("This copy can’t approve any more")
    expect(phone.main()).to_contain_text("The PIN was wrong ten times, so the key was destroyed.")
    expect(phone.main()).to_contain_text("Link this device again, and it can.")
    phone.page.reload()
    expect(phone.main()).to_contain_text("The PIN was wrong ten times")
    assert "Pixel 8" not in account.devices()
    browser = open_page()
    account.begin(browser)
    expect(browser).to_have_url(re.compile("/sign-in/code$"))

    phone.enrol(account.enrolment_link(), name="Pixel 8 again").confirm_test()
    people.give_identifier(browser, account.server, account.person.address)
    people.give_password(browser, account.person.password)
    phone.expect_question()
    phone.approve(number_on(browser))
    account.expect_signed_in(browser)


# Devices


def test_a_second_device_becomes_primary_unless_the_first_objects(server, account, phone, open_page):
    """D-4, DEV-07: from the pages with a step-up, and objected to in the app; then from the app, and so after a day."""
    tablet = account.phone(open_page, name="iPad")
    pages = open_page()
    number = account.ask(pages)
    phone.expect_question()
    phone.approve(number)
    account.expect_signed_in(pages)
    phone.submit()

    server.advance(1_200)
    pages.goto(f"{server.origin}/account/devices")
    pages.get_by_role("link", name="Make iPad the primary device").click()
    expect(pages).to_have_url(re.compile("/step-up"))
    people.submit(pages)
    phone.expect_question()
    expect(phone.heading()).to_have_text("Is this you confirming a change?")
    phone.approve(number_on(pages))
    phone.expect_outcome("Approved")
    expect(pages.locator("main")).to_contain_text("Your Pixel 8 will be told and can object.")
    people.submit(pages)
    expect(pages.locator("main")).to_contain_text("Becomes the primary device in")
    phone.submit()
    expect(phone.main()).to_contain_text("iPad is to become your primary device")
    assert any("iPad" in mail["subject"] + mail["text"] for mail in server.mails_to(account.person.address))
    phone.page.get_by_role("button", name="Object").click()
    expect(phone.main()).to_contain_text("iPad doesn’t become the primary device.")
    assert "Becomes the primary device" not in account.devices()

    tablet.open()
    tablet.section(2)
    tablet.page.locator("li.row", has_text="iPad").get_by_role("button", name="Make primary").click()
    tablet.submit()
    expect(tablet.main()).to_contain_text("unless the other device objects")
    server.advance(DAY + 60)
    tablet.open()
    tablet.section(2)
    expect(tablet.page.locator("li.row", has_text="iPad").locator(".tag", has_text="primary")).to_be_visible()
    expect(tablet.page.locator(".tag", has_text="primary")).to_have_count(1)
    browser = open_page()
    account.ask(browser)
    expect(browser.locator("main")).to_contain_text("We asked your iPad.")


def test_a_device_reports_another_one_lost_and_is_then_signed_out(server, account, phone, open_page):
    """D-5, D-6, D-7: dead at once, wherever it is said; leaving says first what it costs."""
    tablet = account.phone(open_page, name="iPad")
    tablet.section(2)
    tablet.page.get_by_role("button", name="Rename").click()
    tablet.page.fill("#name", "家のiPad")
    tablet.submit()
    expect(tablet.main()).to_contain_text("家のiPad")
    assert "家のiPad" in account.devices()
    row = tablet.page.locator("li.row", has_text="Pixel 8")
    row.get_by_role("button", name="Report lost").click()
    tablet.submit()
    expect(tablet.main()).to_contain_text("It can’t approve anything any more.")
    expect(phone.heading()).to_have_text("This copy can’t approve any more")
    expect(phone.main()).to_contain_text("This device was reported lost.")
    assert "Pixel 8" not in account.devices()

    browser = open_page()
    number = account.ask(browser)
    tablet.expect_question()
    tablet.approve(number)
    account.expect_signed_in(browser)

    tablet.submit()
    tablet.section(3)
    tablet.page.get_by_role("button", name="Sign out on this device").click()
    expect(tablet.page.locator("main .notice")).to_contain_text("No other device of yours answers.")
    expect(tablet.page.locator("main .notice")).to_contain_text("This is your primary device")
    tablet.submit()
    expect(tablet.heading()).to_have_text("The key to your account, and its spare")
    assert "iPad" not in account.devices()


def test_new_sign_ins_are_blocked_until_it_is_lifted(server, account, phone, open_page):
    """D-9: the right password and the right code let nobody in; who is signed in stays so."""
    phone.section(3)
    phone.page.get_by_role("button", name="Block").click()
    expect(phone.main()).to_contain_text("New sign-ins are blocked")
    browser = open_page()
    account.begin(browser)
    if "/approval" in browser.url:
        phone.expect_question()
        phone.approve(number_on(browser))
    else:
        browser.fill("main [name=code]", people.fresh_code(account.person, server))
        people.submit(browser)
    expect(browser.locator("h1")).to_have_text("New sign-ins are blocked")
    browser.goto(f"{server.origin}/")
    expect(browser).to_have_url(re.compile("/sign-in$"))
    assert "Pixel 8" in account.devices()

    phone.open()
    expect(phone.main()).to_contain_text("New sign-ins are blocked until you lift it")
    phone.section(3)
    phone.page.get_by_role("button", name="Lift").click()
    expect(phone.page.get_by_role("button", name="Block")).to_be_visible()
    people.sign_in_with_backup_code(browser, server, account.person)


def test_one_app_keeps_several_accounts(server, account, phone, open_page):
    """Each account's requests come up, whichever is shown; the codes of each are its own."""
    office = Account(server, "office@example.org").join()
    phone.join(office.enrolment_link(), lock="none", name="Pixel 8")
    expect(phone.page.locator(".who-name")).to_have_text("office@example.org")
    for asked in [account, office]:
        browser = open_page()
        number = asked.ask(browser)
        phone.expect_question()
        phone.approve(number)
        phone.expect_outcome("Approved")
        asked.expect_signed_in(browser)

    phone.submit()
    phone.section(1)
    shown = phone.codes()["localhost"]
    phone.page.locator("button.who-name").click()
    phone.page.get_by_role("button", name="sakura@example.org").click()
    phone.section(1)
    assert phone.codes()["localhost"] != shown


# Codes of other services, and cameras


def test_codes_of_other_services_are_made_offline(server, account, open_page):
    """T-1, M-2: added by letters, by a link, and on the scan page; equal to oathtool's, with the network off."""
    phone = account.phone(open_page, lock="pin")
    page = phone.page
    long_link = "otpauth://totp/GitHub:sakura?secret=JBSWY3DPEHPK3PXP&algorithm=SHA256&digits=8&period=60"
    for link in ["GEZD GNBV GY3T QOJQ", long_link]:
        phone.section(1)
        page.get_by_role("button", name="Add a code").click()
        page.fill("#secret", link)
        if not link.startswith("otpauth"):
            page.fill("#issuer", "Post")
        phone.submit()
        # The next is begun while the first is still being written down: neither gets in the other's way.
    # On the page that scans, a link can be pasted as well.
    phone.section(0)
    page.get_by_role("button", name="Scan a QR code").click()
    page.fill("#link", "otpauth://totp/%E9%83%B5%E4%BE%BF%E5%B1%80:sakura?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    page.get_by_role("button", name="Use this link").click()
    phone.submit()
    expect(page.locator(".code-edit")).to_have_count(3)

    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)
    page.reload()
    phone.section(1)
    phone.unlock()
    shown = phone.codes()
    page.context.set_offline(False)
    assert shown["Post"] in oathtool.codes("GEZDGNBVGY3TQOJQ")
    assert shown["郵便局"] in oathtool.codes("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    assert shown["GitHub"] in oathtool.codes("JBSWY3DPEHPK3PXP", "--totp=SHA256", "--digits=8", "--time-step-size=60s")


def test_a_picture_of_a_code_is_read_where_the_browser_can(server, account, open_page, tmp_path):
    """The same with a detector: zbar stands in for the browser's own, and reads the QR code of our own page."""
    pages = open_page()
    people.sign_in(pages, server, account.person)
    phone = account.phone(open_page)
    page = phone.page
    lend_detector(page)
    pages.goto(f"{server.origin}/account/authenticator-apps/add")
    picture = tmp_path / "code.png"
    pages.locator("div.qr").screenshot(path=picture)
    secret = people.secret_in(people.otpauth_link(pages))

    phone.open()
    phone.section(1)
    page.get_by_role("button", name="Add a code").click()
    page.get_by_role("button", name="Scan its QR code").click()
    page.set_input_files("#picture", picture)
    expect(page.locator("#secret")).to_have_value(people.otpauth_link(pages))
    phone.submit()
    expect(page.locator(".code-edit")).to_have_count(1)
    assert phone.codes()["Aikagi"] in oathtool.codes(secret)
    page.get_by_role("button", name="Add a code").click()
    page.get_by_role("button", name="Scan its QR code").click()
    page.get_by_role("button", name="Open the camera").click()
    expect(phone.main()).to_contain_text("The camera can’t be opened.")


def lend_detector(page: Page) -> None:
    """Gives the next pages a `BarcodeDetector`, which this Chromium is built without."""

    def read(picture: str) -> list[str]:
        found = subprocess.run(
            ["zbarimg", "--quiet", "--raw", "-"], input=b64decode(picture.partition(",")[2]), capture_output=True)
        return found.stdout.decode().split()

    page.expose_function("readPicture", read)
    page.add_init_script(
        """window.BarcodeDetector = class {
            static async getSupportedFormats() { return ["qr_code"]; }
            async detect(source) {
                const { width, height } = source;
                const canvas = Object.assign(document.createElement("canvas"), { width, height });
                canvas.getContext("2d").drawImage(source, 0, 0);
                return (await window.readPicture(canvas.toDataURL())).map((rawValue) => ({ rawValue }));
            }
        };"""
    )


# QR sign-in


def test_another_screen_is_signed_in_by_its_code(server, account, phone, open_page):
    """QR-02, QR-05: the page's code opens the app; where and which browser is shown; the number is typed."""
    screen = open_page()
    account.ask(screen)
    phone.expect_question()
    screen.goto(f"{server.origin}/sign-in/other-ways")
    screen.locator("main .rows a[href$='/qr']").click()
    link = people.read_qr(screen)
    assert link.startswith(f"{server.origin}/app#scan=")
    phone.page.goto("about:blank")
    phone.page.goto(link)
    expect(phone.heading()).to_have_text("Sign in on this screen?")
    expect(phone.page.locator("dl.facts")).to_contain_text("127.0.0.1")
    expect(screen.locator(".big-number")).to_be_visible(timeout=8_000)
    phone.approve(re.sub(r"\D", "", screen.locator(".big-number [aria-hidden]").inner_text()))
    phone.expect_outcome("Approved")
    account.expect_signed_in(screen)


# Starting again


def test_after_the_data_was_cleared_the_app_leads_back(server, account, phone, open_page):
    """The way back begins in the app itself: on its first screen, through the sign-in, to the link."""
    tools = phone.page.context.new_cdp_session(phone.page)
    phone.page.goto("about:blank")
    tools.send("Storage.clearDataForOrigin", {"origin": server.origin, "storageTypes": "all"})
    page = phone.open().page
    expect(phone.heading()).to_have_text("The key to your account, and its spare")
    page.get_by_role("link", name="Add this device to your account").click()
    expect(page).to_have_url(re.compile("/sign-in$"))
    people.give_identifier(page, server, account.person.address)
    people.give_password(page, account.person.password)
    page.goto(f"{server.origin}/sign-in/backup-code")
    page.fill("main [name=code]", account.person.backup_codes.pop())
    people.submit(page)
    expect(page).to_have_url(f"{server.origin}/account/devices/add")
    page.locator("a[href^='/app#enrol=']").click()
    page.fill("#name", "Pixel 8, new")
    page.locator("label.choice:has(input[value=none])").click()
    phone.submit()
    phone.confirm_test()
    assert "Pixel 8, new" in account.devices()
    # Once: whoever goes to the overview later stays there.
    page.goto(f"{server.origin}/")
    expect(page.locator("h1")).to_have_text("Your account")
    assert page.url == f"{server.origin}/"


def test_every_section_speaks_japanese(server, account, open_page):
    """The main flows in Japanese, and no word of the English catalogue on the way."""
    page = open_page(language="ja", width=390, height=844)
    phone = AppUser(page, server.origin)
    phone.page.goto(account.enrolment_link())
    expect(page.locator("#name")).to_be_visible()
    english = EnglishWords(page)
    english.expect_none()
    page.fill("#name", "Pixel 8")
    phone.submit()
    english.expect_none()
    phone.choose_pin(PIN)
    expect(page.locator(".emblem.is-bell")).to_be_visible()
    english.expect_none()
    phone.confirm_test()
    for section in range(4):
        phone.section(section)
        english.expect_none()
    phone.open()
    browser = open_page(language="ja")
    number = account.ask(browser)
    phone.expect_question()
    phone.unlock("111222")
    expect(phone.main()).to_contain_text("あと9回間違えると")
    phone.unlock(PIN)
    phone.approve("0" * len(number) if number != "0" * len(number) else "1" * len(number))
    expect(phone.main()).to_contain_text("残り2回")
    english.expect_none()
    phone.say_not_me()
    phone.expect_outcome("中止しました")
    english.expect_none()
    expect(browser.locator("h1")).to_have_text("サインインを中止しました")


class EnglishWords:
    """Every text of the English catalogue that is not the same in Japanese."""

    def __init__(self, page: Page):
        self.page = page

    def expect_none(self) -> None:
        found = self.page.evaluate(
            """async () => {
                const words = new URL("words/", document.querySelector("script[type=module]").src).href;
                const { en } = await import(words + "en.js");
                const { ja } = await import(words + "ja.js");
                const english = new Set(Object.keys(en).filter((key) => en[key] !== ja[key]).map((key) => en[key]));
                const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
                const found = [];
                while (walker.nextNode()) {
                    const text = walker.currentNode.textContent.trim();
                    if (english.has(text)) found.push(text);
                }
                return found;
            }"""
        )
        assert found == []
