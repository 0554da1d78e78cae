"""Every screen of the web app in both languages, both colour schemes and two widths: a picture to look at, and what a
machine can see."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect
from rig import accessibility
from rig.app_user import AppUser

PICTURES = Path(os.environ.get("AIKAGI_PICTURES", Path(__file__).parent / "pictures"))

IMPORTS = Path(__file__).resolve().parent.parent / "Tests" / "Vectors" / "vault" / "imports"

pytestmark = [pytest.mark.pictures, pytest.mark.timeout(300)]

OTHER_DEVICES = [("ThinkPad", "Linux", "doubtful", 3), ("iPad", "iPad", "gone", 90), ("Galaxy S24", "Android", "quiet", 9)]


class Walk:
    """One walk through the app, with a look at each screen."""

    def __init__(self, user: AppUser, language: str):
        self.user = user
        self.language = language
        self.count = 0
        self.found: list[str] = []

    def look(self, name: str) -> None:
        page = self.user.page
        self.count += 1
        PICTURES.mkdir(parents=True, exist_ok=True)
        for scheme in ["light", "dark"]:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            for width, height in [(390, 844), (1280, 800)]:
                page.set_viewport_size({"width": width, "height": height})
                page.screenshot(path=PICTURES / f"app-{self.count:02}-{name}-{self.language}-{scheme}-{width}.png")
            self.found += [f"{name}, {scheme}: {complaint}" for complaint in accessibility.complaints(page)]
        page.set_viewport_size({"width": 320, "height": 640})
        self.found += [f"{name}, 320 px: {complaint}" for complaint in accessibility.layout_complaints(page)]
        page.set_viewport_size({"width": 390, "height": 844})


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_screen(language, stage, open_page):
    user = AppUser(open_page(language=language, width=390, height=844), stage.origin)
    walk = Walk(user, language)
    page = user.page

    user.open()
    walk.look("welcome")
    page.goto(stage.link())
    expect(page.locator("#name")).to_be_visible()
    walk.look("enrol")
    page.fill("#name", "Pixel 8")
    user.submit()
    page.fill("#pin", "123456")
    user.submit()
    expect(page.locator("[aria-invalid]")).to_be_visible()
    walk.look("choose-pin")
    user.choose_pin()
    expect(page.locator(".emblem.is-bell")).to_be_visible()
    walk.look("test")
    user.submit()
    expect(page.locator("main .notice.is-done")).to_be_visible()
    walk.look("ready")
    page.locator("main .aside .link, main > .primary").last.click()
    expect(page.locator(".emblem.is-connected")).to_be_visible()
    walk.look("nothing-waits")

    (device,) = stage.devices.values()
    ask_and_answer(walk, stage, device)
    keep_codes(walk)
    look_at_the_vault(walk, stage)

    stage.other_devices = [
        {"id": f"OTHER{index}", "name": name, "platform": platform, "role": "secondary", "life": life, "added": 0,
         "lastSeen": stage.now() - days * 86_400_000, "lastApproval": stage.now() - days * 86_400_000, "isThis": False}
        for index, (name, platform, life, days) in enumerate(OTHER_DEVICES)
    ]  # fmt: skip
    stage.other_devices[2]["promotionDue"] = stage.now() + 86_400_000
    stage.irreplaceable = True
    device.events.put("event: changed\ndata: {}\n\n")
    user.section(2)
    expect(page.locator("li.row")).to_have_count(4)
    walk.look("devices")
    page.locator("li.row .danger").nth(1).click()
    walk.look("report-lost")
    page.go_back()
    user.section(3)
    expect(page.locator(".row-actions .secondary")).to_be_visible()
    walk.look("settings")
    page.locator("main .rows").last.locator("button").last.click()
    expect(page.locator("main .notice")).to_have_count(2)
    walk.look("sign-out")
    page.go_back()
    user.section(0)
    page.locator("main button.row").last.click()
    expect(page.locator("#link")).to_be_visible()
    walk.look("scan")

    user.open()
    user.section(1)
    user.unlock("111222")
    expect(page.locator("[aria-invalid]")).to_be_visible()
    walk.look("locked")
    stage.ahead = 3 * 86_400
    stage.restricted = True
    user.open()
    expect(page.locator("main > .notice")).to_have_count(4)
    walk.look("warnings")
    stage.end(device, "reportedLost")
    expect(page.locator(".emblem.is-broken")).to_be_visible()
    walk.look("ended")
    assert not walk.found, "\n".join(walk.found)


def ask_and_answer(walk: Walk, stage, device) -> None:
    user = walk.user
    stage.ask(device)
    user.expect_question()
    walk.look("question")
    user.approve("111111")
    expect(user.page.locator("[aria-invalid]")).to_be_visible()
    walk.look("wrong-number")
    user.approve("481902")
    expect(user.page.locator(".emblem.is-done")).to_be_visible()
    walk.look("approved")
    stage.ask(device, purpose="scan")
    user.expect_question()
    walk.look("question-by-code")
    user.page.locator(".refusals .danger").click()
    walk.look("not-me")
    user.submit()
    expect(user.page.locator(".emblem.is-grave")).to_be_visible()
    walk.look("stopped")


def keep_codes(walk: Walk) -> None:
    user = walk.user
    user.section(1)
    for link in ["otpauth://totp/GitHub:sakura?secret=GEZDGNBVGY3TQOJQ",
                 "otpauth://totp/%E9%83%B5%E4%BE%BF%E5%B1%80:sakura?secret=JBSWY3DPEHPK3PXP&digits=8"]:  # fmt: skip
        user.page.locator("main .rows button.row").first.click()
        walk.look("code-add")
        user.page.fill("#secret", link)
        user.submit()
    expect(user.page.locator(".code-edit")).to_have_count(2)
    expect(user.page.locator(".code-digits").last).not_to_be_empty()
    walk.look("codes")


def look_at_the_vault(walk: Walk, stage) -> None:
    """Set, opened, forgotten, and codes that come and go."""
    user, page = walk.user, walk.user.page
    user.section(1)
    page.locator("main .rows button.row").last.click()
    expect(page.locator("#new")).to_be_visible()
    page.fill("#new", "too short")
    user.submit()
    expect(page.locator("[aria-invalid]")).to_be_visible()
    walk.look("vault-to-set")
    page.fill("#new", "violet kettle under the stairs")
    page.fill("#again", "violet kettle under the stairs")
    user.submit()
    expect(page.locator("main .notice.is-done")).to_have_count(2)
    walk.look("vault-open")
    page.locator("main .rows button.row").first.click()
    expect(page.locator("#old")).to_be_visible()
    walk.look("vault-change")
    page.go_back()
    page.locator("main .rows").last.locator("button").first.click()
    expect(page.locator("#links")).to_be_visible()
    page.set_input_files("#import-file", IMPORTS / "photo-list.json")
    expect(page.locator("main .notice.is-wrong")).to_be_visible()
    walk.look("import")
    page.set_input_files("#import-file", IMPORTS / "2fas.json")
    expect(page.locator("main li.row").first).to_be_visible()
    walk.look("imported")
    user.submit()
    page.locator("main .rows button.row").last.click()
    page.locator("main .rows").last.locator("button").last.click()
    expect(page.locator("#new")).to_be_visible()
    walk.look("export")
    page.locator("main .rows button.row").click()
    expect(page.locator(".is-danger")).to_be_visible()
    walk.look("export-plain")
    page.go_back()
    page.go_back()
    # As on a device that has not seen the new passphrase.
    stage.key_number += 1
    user.section(0)
    user.section(1)
    page.locator("main .rows button.row").last.click()
    page.fill("#passphrase", "not the right one")
    user.submit()
    expect(page.locator("[aria-invalid]")).to_be_visible()
    walk.look("vault-closed")
    page.locator("main .aside .link").click()
    expect(page.locator("#new")).to_be_visible()
    walk.look("vault-forgotten")
    page.go_back()
