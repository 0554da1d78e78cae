"""Our own reader of QR codes, in the browser that runs it: against `qrencode` for every size, level and kind of content,
held as people hold a phone, damaged, and through the camera."""

import os
import subprocess
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from rig import oathtool
from rig import person as people
from rig.account import Account
from rig.app_user import AppUser
from rig.stage import Stage

LINK = (
    "otpauth://totp/Aikagi:sakura%40example.org?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Aikagi"
    "&algorithm=SHA1&digits=6&period=30"
)


def drawn(text: str | bytes, *options: str) -> str:
    """The code of a text as a PNG file, in base64."""
    content = text.encode() if isinstance(text, str) else text
    picture = subprocess.run(["qrencode", "-o", "-", "-m", "4", *options], input=content, capture_output=True, check=True)
    return b64encode(picture.stdout).decode()


@pytest.fixture(scope="module")
def read(browser: Browser) -> Iterator[Callable[..., str | None]]:
    """Reads a picture of a code after `change`, the body of a function of a canvas's context, its side and a source of
    noise that is the same each time."""
    stage = Stage()
    page = browser.new_page()
    page.goto(f"{stage.origin}/app")
    page.evaluate(
        """async () => {
            const { readQR } = await import("/app/v/qr/reader.js");
            const canvas = document.createElement("canvas");
            const pen = canvas.getContext("2d", { willReadFrequently: true });
            const loaded = (png) => createImageBitmap(
                new Blob([Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0))], { type: "image/png" }));
            window.readCode = async ({ picture, thorough }, change) => {
                const image = await loaded(picture);
                const side = Math.ceil(image.width * 1.5);
                [canvas.width, canvas.height] = [side, side];
                pen.fillStyle = "white";
                pen.fillRect(0, 0, side, side);
                pen.imageSmoothingEnabled = true;
                let seed = 7;
                const noise = () => { seed = (seed * 48271) % 2147483647; return seed / 2147483647; };
                const draw = () => pen.drawImage(image, (side - image.width) / 2, (side - image.height) / 2);
                change(pen, side, draw, noise);
                return readQR(pen.getImageData(0, 0, side, side), thorough);
            };
        }"""
    )

    def read(picture: str, change: str = "draw();", thorough: bool = True) -> str | None:
        return page.evaluate(
            f"given => readCode(given, (pen, side, draw, noise) => {{ {change} }})",
            {"picture": picture, "thorough": thorough},
        )

    yield read
    page.close()
    stage.close()


@pytest.mark.parametrize("level", list("LMQH"))
def test_every_size_and_level_is_read(read, level):
    """All versions of ISO/IEC 18004, so that each number of its tables 9 and annex E has been needed once."""
    for version in range(1, 41):
        text = f"{level}{version}" * (1 if version < 3 else 4)
        assert read(drawn(text, "-s", "3", "-l", level, "-v", str(version)), thorough=False) == text, version


@pytest.mark.parametrize(
    "text",
    [
        "0", "01", "012", "0123456789" * 4, "HELLO WORLD $%*+-./:", "A", "ABC-12345678901234567890-abc",
        LINK, "合鍵 スペアキー ひらがな é ü 🔑", "https://id.example.org/app#scan=abcDEF_-",
    ],
)  # fmt: skip
def test_every_kind_of_content_is_read(read, text):
    assert read(drawn(text)) == text


@pytest.mark.parametrize("options", [["--kanji"], ["-8"], []])
def test_what_old_printers_in_japan_write_is_read(read, options):
    """Shift_JIS, as kanji of thirteen bits each or as bytes without a word about it."""
    assert read(drawn("点茗 漢字".encode("shift_jis"), *options)) == "点茗 漢字"


TURNED = "pen.translate(side / 2, side / 2); pen.rotate({} * Math.PI / 180); pen.translate(-side / 2, -side / 2); draw();"
WAYS_TO_HOLD = {
    **{f"turned by {degrees}": TURNED.format(degrees) for degrees in (3, 15, 30, 45, 60, 90, 123, 180, 270, 301)},
    "in a mirror": "pen.translate(side, 0); pen.scale(-1, 1); draw();",
    "from the side": "pen.transform(0.8, 0.06, -0.1, 1, side * 0.12, 0); draw();",
    "small": "pen.translate(side / 5, side / 5); pen.scale(0.6, 0.6); draw();",
    "out of focus": "pen.filter = 'blur(1.6px)'; draw();",
    "light on dark": "pen.filter = 'invert(1)'; pen.fillRect(0, 0, side, side); draw();",
    "grey on grey": "pen.filter = 'contrast(0.3)'; pen.fillRect(0, 0, side, side); draw();",
    "half in shadow": "draw(); pen.fillStyle = 'rgba(0, 0, 0, 0.7)'; pen.fillRect(0, 0, side * 0.55, side);",
    "in light that fades": """draw(); const fade = pen.createLinearGradient(0, 0, side, side);
        fade.addColorStop(0, "rgba(0, 0, 0, 0)"); fade.addColorStop(1, "rgba(0, 0, 0, 0.8)");
        pen.fillStyle = fade; pen.fillRect(0, 0, side, side);""",
    "in the dark": """draw(); const all = pen.getImageData(0, 0, side, side);
        for (let at = 0; at < all.data.length; at += 1) if (at % 4 !== 3) all.data[at] += (noise() - 0.5) * 150;
        pen.putImageData(all, 0, 0);""",
    "in perspective": """draw(); const from = pen.getImageData(0, 0, side, side); const to = pen.createImageData(side, side);
        to.data.fill(255);
        for (let y = 0; y < side; y += 1) for (let x = 0; x < side; x += 1) {
            const depth = 1 + 0.25 * (y / side - 0.5) + 0.1 * (x / side - 0.5);
            const u = Math.round(side / 2 + (x - side / 2) * depth), v = Math.round(side / 2 + (y - side / 2) * depth);
            if (u < 0 || v < 0 || u >= side || v >= side) continue;
            for (let part = 0; part < 4; part += 1) to.data[4 * (y * side + x) + part] = from.data[4 * (v * side + u) + part];
        }
        pen.putImageData(to, 0, 0);""",
}


@pytest.mark.parametrize("change", WAYS_TO_HOLD.values(), ids=WAYS_TO_HOLD.keys())
@pytest.mark.parametrize("size", ["4", "7"])
def test_a_code_is_read_however_it_is_held(read, change, size):
    assert read(drawn(LINK, "-s", size, "-l", "M"), change) == LINK


def test_damage_is_mended_as_far_as_the_level_goes_and_never_guessed_at(read):
    """A stain over a part of the code: read as it was, or not at all."""
    picture = drawn(LINK, "-s", "6", "-l", "H")
    stain = "draw(); pen.fillStyle = '{}'; pen.fillRect(side * 0.45, side * 0.45, side * {}, side * {});"
    outcomes = []
    for share in (0.05, 0.1, 0.15, 0.2, 0.3, 0.4):
        for colour in ("black", "white"):
            outcomes.append(read(picture, stain.format(colour, share, share)))
    assert outcomes[:4] == [LINK] * 4
    assert outcomes[-2:] == [None] * 2
    assert set(outcomes) == {LINK, None}


@pytest.mark.parametrize(
    "change",
    [
        "",
        "for (let y = 0; y < side; y += 8) for (let x = 0; x < side; x += 8) { pen.fillStyle = noise() < 0.5 ? 'black' : 'white'; pen.fillRect(x, y, 8, 8); }",
        "pen.fillStyle = 'black'; pen.font = '40px serif'; for (let y = 40; y < side; y += 45) pen.fillText('no code at all', 0, y);",
        "draw(); pen.fillStyle = 'white'; pen.fillRect(0, 0, side / 2, side / 2);",
    ],
    ids=["a white sheet", "noise", "a text", "a code without a corner"],
)
def test_where_no_code_is_nothing_is_read(read, change):
    assert read(drawn(LINK, "-s", "5"), change) is None


# In the app


@pytest.fixture
def account(server) -> Account:
    return Account(server).set_up()


def open_scanner(phone: AppUser) -> Page:
    phone.open()
    phone.section(1)
    phone.page.get_by_role("button", name="Add a code").click()
    phone.page.get_by_role("button", name="Scan its QR code").click()
    return phone.page


def test_a_picture_is_read_without_a_detector_of_the_browser(server, account, open_page, tmp_path):
    """T-1: the QR code of our own page, as a picture of the screen, in a browser that can't read codes itself."""
    pages = open_page()
    people.sign_in(pages, server, account.person)
    phone = account.phone(open_page)
    assert phone.page.evaluate("!('BarcodeDetector' in self)")
    pages.goto(f"{server.origin}/account/authenticator-apps/add")
    picture = tmp_path / "code.png"
    pages.locator("div.qr").screenshot(path=picture)
    secret = people.secret_in(people.otpauth_link(pages))

    page = open_scanner(phone)
    empty = tmp_path / "empty.png"
    pages.locator("h1").screenshot(path=empty)
    page.set_input_files("#picture", empty)
    expect(phone.main()).to_contain_text("There is no QR code in this picture.")
    page.set_input_files("#picture", picture)
    expect(page.locator("#secret")).to_have_value(people.otpauth_link(pages))
    phone.submit()
    expect(page.locator(".code-edit")).to_have_count(1)
    assert phone.codes()["Aikagi"] in oathtool.codes(secret)


def test_the_camera_is_read_without_a_detector_of_the_browser(server, account, browser, open_page, tmp_path):
    """T-1: a film of a code in front of the camera; nothing has to be pressed once it is seen."""
    film = tmp_path / "film.mjpeg"
    film.write_bytes(film_of(drawn(LINK, "-s", "5"), open_page()))
    options = ["--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    seeing = browser.browser_type.launch(
        executable_path=os.environ.get("AIKAGI_CHROMIUM", "/usr/bin/chromium"), args=[*options, f"--use-file-for-fake-video-capture={film}"])
    try:
        page = seeing.new_context(viewport={"width": 390, "height": 844}).new_page()
        phone = AppUser(page, server.origin).join(account.enrolment_link(), lock="none")
        open_scanner(phone)
        page.get_by_role("button", name="Open the camera").click()
        expect(page.locator("#secret")).to_have_value(LINK)
    finally:
        seeing.close()


def film_of(picture: str, page: Page) -> bytes:
    """One second of a hand that shows a code, as JPEG pictures one after the other."""
    frames = page.evaluate(
        """async (picture) => {
            const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
            const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
            const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
            const pen = canvas.getContext("2d");
            const frames = [];
            for (let frame = 0; frame < 30; frame += 1) {
                pen.setTransform(1, 0, 0, 1, 0, 0);
                pen.fillStyle = "#b8a88a";
                pen.fillRect(0, 0, 640, 480);
                pen.translate(320 + frame % 7, 240 - frame % 5);
                pen.rotate(0.15 + frame / 300);
                pen.drawImage(image, -image.width / 2, -image.height / 2);
                frames.push(canvas.toDataURL("image/jpeg", 0.85).split(",")[1]);
            }
            return frames;
        }""",
        picture,
    )
    return b"".join(b64decode(frame) for frame in frames)

