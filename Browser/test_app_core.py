"""The parts of the web app that have no screen, in the browser that runs them: against the vectors of docs/formats/,
against oathtool, and against what must be refused."""

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from rig.stage import RESOURCES, Stage, decode, encode, verifies

ALL_VECTORS = Path(__file__).resolve().parent.parent / "Tests" / "Vectors"
VECTORS = ALL_VECTORS / "approval-protocol"
APP = RESOURCES / "app"


def vectors(name: str) -> dict:
    return json.loads((VECTORS / f"{name}.json").read_text())


@pytest.fixture(scope="module")
def run(browser) -> Iterator[Callable[..., Any]]:
    """Runs the body of an async function in a page of the app, with its modules at hand as `use("core/cbor")`."""
    stage = Stage()
    page = browser.new_page()
    page.goto(f"{stage.origin}/app")
    page.evaluate(
        """() => {
            window.use = (name) => import(`/app/v/${name}.js`);
            window.fromText = (text) =>
                Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
        }"""
    )
    yield lambda body, value=None: page.evaluate(f"async (given) => {{ {body} }}", value)
    page.close()
    stage.close()


# Signed requests


def test_signs_what_the_vectors_sign(run):
    """PUSH-08: method, path, query, version and body, in the one order that the server accepts."""
    for case in vectors("requests")["cases"]:
        query = f"?{case['query']}" if case["query"] else ""
        signed = run(
            """
            const { coveredComponents, signedFields, signatureBase } = await use("core/signedRequest");
            const { newKeyPair, publicPoint } = await use("core/keys");
            const { base64url } = await use("core/bytes");
            const pair = await newKeyPair();
            const draft = { method: given.method, url: new URL(given.url), body: given.body ? new TextEncoder().encode(given.body) : undefined };
            const fields = await signedFields(draft, { id: given.keyid, key: pair.privateKey },
              { now: given.created * 1000 + 999, nonce: fromText(given.nonce) });
            const parameters = fields["signature-input"].slice("aikagi=".length);
            return { fields, base: signatureBase(await coveredComponents(draft), parameters),
              key: base64url(await publicPoint(pair.publicKey)) };
            """,
            {**case, "url": f"https://{case['authority']}{case['path']}{query}"},
        )
        assert signed["base"] == case["base"], case["name"]
        fields = signed["fields"]
        for name in case["fields"].keys() - {"signature"}:
            assert fields[name] == case["fields"][name], (case["name"], name)
        signature = fields["signature"].removeprefix("aikagi=:").removesuffix(":")
        signature = decode(signature.replace("+", "-").replace("/", "_").rstrip("="))
        assert verifies(decode(signed["key"]), signature, case["base"].encode())


def test_a_nonce_is_never_used_twice(run):
    nonces = run(
        """
        const { signedFields } = await use("core/signedRequest");
        const { newKeyPair } = await use("core/keys");
        const { privateKey: key } = await newKeyPair();
        const draft = { method: "GET", url: new URL("https://id.example.org/api/v1/installation") };
        const all = [];
        for (let i = 0; i < 200; i += 1) {
          const fields = await signedFields(draft, { id: "abc", key }, { now: 0 });
          all.push(/nonce="([^"]*)"/.exec(fields["signature-input"])[1]);
        }
        return all;
        """
    )
    assert len(set(nonces)) == 200
    assert all(len(decode(nonce)) == 16 for nonce in nonces)


# Approvals


def test_writes_approval_messages_byte_for_byte(run):
    """PUSH-08: request, account, installation, origin, decision, number, nonce and time, in deterministic CBOR."""
    for case in vectors("approvals")["cases"]:
        written = run(
            """
            const { approvalMessage, approvalStatement } = await use("core/approvalMessage");
            const { base64url } = await use("core/bytes");
            const message = approvalMessage({ ...given, nonce: fromText(given.nonce) });
            return { message: base64url(message), statement: base64url(approvalStatement(message)) };
            """,
            case,
        )
        assert written == {"message": case["encoded"], "statement": case["bytesToSign"]}, case["name"]


def test_no_two_decisions_share_a_message(run):
    """PUSH-09: a refusal can't be read as an approval, whatever is changed around it."""
    messages = run(
        """
        const { approvalMessage } = await use("core/approvalMessage");
        const { base64url } = await use("core/bytes");
        const answer = { request: "r", account: "a", installation: "i", origin: "https://x", number: null,
          nonce: new Uint8Array(32), time: 1 };
        return ["approve", "refuse", "notMe"].map((decision) => base64url(approvalMessage({ ...answer, decision })));
        """
    )
    assert len(set(messages)) == 3


def test_numbers_are_read_as_people_type_them(run):
    read = run(
        """
        const { typedNumber } = await use("core/approvalMessage");
        return given.map(typedNumber);
        """,
        ["481902", " 481 902 ", "481\u2009902", "481-902", "４８１９０２", "481‐902"],
    )
    assert read == ["481902"] * 6


# The passphrase and the vault


def test_keys_come_from_the_passphrase_as_the_vectors_have_it(run):
    """R-5, docs/formats/vault.md: however the letters were composed; Swift reads the same vectors."""
    sealed = json.loads((ALL_VECTORS / "vault" / "envelopes.json").read_text())
    for case in json.loads((ALL_VECTORS / "passphrase" / "keys.json").read_text())["cases"]:
        derived = run(
            """
            const { deriveKeys } = await use("core/passphrase");
            const { base64url } = await use("core/bytes");
            const { wrapVaultKey, unwrapVaultKey } = await use("core/vaultEnvelope");
            const keys = await deriveKeys(given.passphrase, fromText(given.salt), given.rounds);
            const raw = await crypto.subtle.importKey("raw", fromText(given.encryptionKey), "AES-GCM", false, ["encrypt"]);
            const opened = await unwrapVaultKey(await wrapVaultKey(new Uint8Array(32).fill(5), raw, "a"), keys.encryptionKey, "a");
            return { authenticationKey: base64url(keys.authenticationKey), extractable: keys.encryptionKey.extractable,
              opened: [...opened] };
            """,
            case,
        )
        assert derived == {"authenticationKey": case["authenticationKey"], "extractable": False, "opened": [5] * 32}, case["name"]
    opened = run(
        """
        const { deriveKeys } = await use("core/passphrase");
        const { base64url } = await use("core/bytes");
        const { openContent, openExport, unwrapVaultKey, vaultCipherKey } = await use("core/vaultEnvelope");
        const { readDocument, writeDocument } = await use("core/vaultDocument");
        const keys = await deriveKeys(given.passphrase, fromText(given.export.salt), given.export.rounds);
        const vaultKey = await unwrapVaultKey(fromText(given.wrappedKey), keys.encryptionKey, given.account);
        const key = await vaultCipherKey(vaultKey);
        const plain = await openContent(fromText(given.content), key, given);
        const refused = [];
        for (const other of [{ account: "x" }, { keyNumber: 4 }, { version: 18 }]) {
          await openContent(fromText(given.content), key, { ...given, ...other }).catch((error) => refused.push(error.constructor.name));
        }
        for (let bit = 0; bit < 29 * 8; bit += 1) {
          const changed = fromText(given.content);
          changed[bit >> 3] ^= 1 << (bit & 7);
          await openContent(changed, key, given).catch((error) => refused.push(error.constructor.name));
        }
        const file = await openExport(fromText(given.export.content), keys.encryptionKey);
        const text = (bytes) => new TextDecoder().decode(bytes);
        return { vaultKey: base64url(vaultKey), document: text(plain).trimEnd(), again: text(writeDocument(readDocument(plain))),
          plain: text(plain), file: text(file).trimEnd(), refused };
        """,
        sealed,
    )
    assert opened["vaultKey"] == sealed["vaultKey"]
    assert opened["document"] == opened["file"] == sealed["document"]
    assert opened["again"] == opened["plain"]
    assert opened["refused"] == ["CannotOpen"] * (3 + 29 * 8)


def test_copies_are_merged_as_the_vectors_are(run):
    """T-2: the same as in Swift, whichever copy is asked first."""
    for case in json.loads((ALL_VECTORS / "vault" / "merges.json").read_text())["cases"]:
        merged = run(
            """
            const { merged, readDocument, writeDocument } = await use("core/vaultDocument");
            const copies = given.documents.map((text) => readDocument(new TextEncoder().encode(text)));
            const text = (document) => new TextDecoder().decode(writeDocument(document)).trimEnd();
            return [text(copies.reduce(merged)), text(copies.reverse().reduce(merged))];
            """,
            case,
        )
        assert merged == [case["merged"]] * 2, case["name"]


def test_an_entry_has_the_same_id_wherever_it_was_scanned(run):
    entry = json.loads(json.loads((ALL_VECTORS / "vault" / "envelopes.json").read_text())["document"])["entries"]
    code = next(item for item in entry if "secret" in item)
    assert run('const { entryId } = await use("core/vaultDocument"); return entryId(given)', code) == code["id"]


# The app lock


def test_a_pin_opens_what_the_vectors_wrapped(run):
    """PUSH-23: the PIN derives the key, together with a share that only the server has."""
    for case in vectors("lock")["cases"]:
        opened = run(
            """
            const lock = await use("core/appLock");
            const { base64url } = await use("core/bytes");
            const stretched = await lock.stretchedPin(given.pin, fromText(given.salt));
            const wrapping = await lock.approvalWrappingKey(lock.pinMaterial(stretched, fromText(given.share)));
            const key = await lock.unsealed(wrapping, fromText(given.wrappedApprovalKey), given.installation);
            const seed = await lock.unsealed(await lock.codesKey(stretched), fromText(given.wrappedCodeSeed), given.installation);
            const elsewhere = await lock.unsealed(wrapping, fromText(given.wrappedApprovalKey), "another");
            return [stretched, await lock.pinProof(stretched), key, seed, elsewhere].map((bytes) => bytes && base64url(bytes));
            """,
            case,
        )
        assert opened == [case["stretched"], case["proof"], case["approvalKey"], case["codeSeed"], None]


@pytest.mark.parametrize(
    ("pin", "problem"),
    [
        ("402983", None), ("00000000000000000000000000000012", None), ("12345", "tooShort"), ("", "tooShort"),
        ("4" * 33, "tooShort"), ("12a456", "notDigits"), ("000000", "tooSimple"), ("123456", "tooSimple"),
        ("987654", "tooSimple"), ("123455", None),
    ],
)  # fmt: skip
def test_pins_that_would_be_guessed_first_are_not_taken(run, pin, problem):
    """PUSH-23: six digits or more."""
    assert run('return (await use("core/appLock")).pinProblem(given)', pin) == problem


def test_keys_can_be_used_and_not_read(run):
    """The private halves never leave the browser's key store."""
    assert run(
        """
        const { newKeyPair, newKeyPairToWrap } = await use("core/keys");
        const keys = [(await newKeyPair()).privateKey, (await newKeyPairToWrap()).privateKey];
        const tries = keys.flatMap((key) => ["pkcs8", "jwk"].map((form) => crypto.subtle.exportKey(form, key)));
        return (await Promise.allSettled(tries)).map(({ status }) => status);
        """
    ) == ["rejected"] * 4


# Codes


@pytest.mark.parametrize("algorithm", ["SHA1", "SHA256", "SHA512"])
@pytest.mark.parametrize("digits", [6, 7, 8])
@pytest.mark.parametrize("period", [30, 60])
def test_codes_equal_those_of_oathtool(run, algorithm, digits, period):
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    moments = [59, 1_111_111_109, 1_234_567_890, 2_000_000_000, 20_000_000_000]
    made = run(
        """
        const { oneTimeCode } = await use("core/oneTimeCode");
        const { fromBase32 } = await use("core/bytes");
        const source = { ...given, secret: fromBase32(given.secret) };
        return Promise.all(given.moments.map((moment) => oneTimeCode(source, moment * 1000)));
        """,
        {"secret": secret, "algorithm": algorithm, "digits": digits, "period": period, "moments": moments},
    )
    command = ["oathtool", f"--totp={algorithm}", "--base32", f"--digits={digits}", f"--time-step-size={period}s"]
    expected = [
        subprocess.run([*command, "--now", f"@{moment}", secret], check=True, capture_output=True, text=True).stdout.strip()
        for moment in moments
    ]
    assert made == expected


PARSED = {"issuer": "GitHub", "account": "sakura", "secret": "GEZDGNBVGY3TQOJQ", "algorithm": "SHA1", "digits": 6, "period": 30}


@pytest.mark.parametrize(
    ("link", "differs"),
    [
        ("otpauth://totp/GitHub:sakura?secret=GEZDGNBVGY3TQOJQ&issuer=GitHub", {}),
        ("  otpauth://TOTP/GitHub%3Asakura?secret=gezdgnbvgy3tqojq ", {}),
        ("otpauth://totp/GitHub:%20sakura?secret=GEZD%20GNBV%20GY3T%20QOJQ&digits=6&period=30", {}),
        ("otpauth://totp/sakura?secret=GEZDGNBVGY3TQOJQ", {"issuer": ""}),
        ("otpauth://totp/Old:sakura?secret=GEZDGNBVGY3TQOJQ&issuer=GitHub", {}),
        ("otpauth://totp/GitHub:sakura?secret=GEZDGNBVGY3TQOJQ&algorithm=SHA256&digits=8&period=60",
         {"algorithm": "SHA256", "digits": 8, "period": 60}),
        ("otpauth://totp/%E2%80%AEGitHub:sakura%00?secret=GEZDGNBVGY3TQOJQ", {}),
        ("otpauth://totp/%E9%8D%B5:sakura?secret=GEZDGNBVGY3TQOJQ", {"issuer": "鍵"}),
    ],
)  # fmt: skip
def test_links_of_other_services_are_read(run, link, differs):
    """PUSH-13 for names that somebody else has chosen: no direction or control character survives."""
    assert run('return (await use("core/otpauth")).codeInLink(given)', link) == PARSED | differs


@pytest.mark.parametrize(
    ("link", "problem"),
    [
        ("https://example.org/?secret=GEZDGNBVGY3TQOJQ", "notALink"),
        ("otpauth://totp/x", "notALink"),
        ("otpauth://steam/x?secret=GEZDGNBVGY3TQOJQ", "notALink"),
        ("otpauth://hotp/x?secret=GEZDGNBVGY3TQOJQ&counter=0", "counterBased"),
        ("otpauth://totp/x?secret=", "badSecret"),
        ("otpauth://totp/x?secret=0189", "badSecret"),
        ("otpauth://totp/x?secret=A", "badSecret"),
        ("otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ&digits=5", "badSettings"),
        ("otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ&digits=x", "badSettings"),
        ("otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ&period=0", "badSettings"),
        ("otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ&algorithm=MD5", "badSettings"),
    ],
)
def test_links_that_no_code_comes_from_are_refused_with_a_reason(run, link, problem):
    found = run('try { (await use("core/otpauth")).codeInLink(given) } catch (error) { return error.problem }', link)
    assert found == problem


# Links into the app

TOKEN = "k9X0o2mF1b8TtVY3JcQe6hLzRn7uSgWd5iPaMxB4vEA"


@pytest.mark.parametrize(
    "text",
    [
        f"http://id.example.org/app#scan={TOKEN}",
        f"https://id.example.org.evil.example/app#scan={TOKEN}",
        f"https://id.example.org@evil.example/app#scan={TOKEN}",
        f"https://sakura@id.example.org/app#scan={TOKEN}",
        f"https://id.example.org:8443/app#scan={TOKEN}",
        f"https://ID.example.org/app#scan={TOKEN}",
        f"https://id.example.org/app/../evil#scan={TOKEN}",
        f"https://id.example.org/app?x#scan={TOKEN}",
        f"https://id.example.org/app#scan={TOKEN}&more",
        f"https://id.example.org/app#delete={TOKEN}",
        f"javascript:alert(1)//https://id.example.org/app#scan={TOKEN}",
        f"aikagi://id.example.org/app#scan={TOKEN}",
        "https://id.example.org/app#scan=",
        "https://id.example.org/app#scan=../../x",
        "",
    ],
)
def test_links_that_are_not_ours_are_not_followed(run, text):
    """QR-03: another host, scheme, port, path or form, or a user name in the link."""
    assert run('return (await use("core/entryLink")).entryInLink(given, "https://id.example.org")', text) is None


@pytest.mark.parametrize("kind", ["enrol", "scan", "request"])
def test_our_own_links_are_followed(run, kind):
    """QR-07: what a link is for stands in it, so an enrolment link is never taken for a sign-in."""
    entry = run('return (await use("core/entryLink")).entryInLink(given, "https://id.example.org")',
                f" https://id.example.org/app#{kind}={TOKEN}\n")  # fmt: skip
    assert entry == {"kind": kind, "value": TOKEN}


# Encodings and the stream


def test_base64url_is_read_in_one_form_only(run):
    outcome = run(
        """
        const { fromBase64url, base64url } = await use("core/bytes");
        return given.map((text) => { try { return base64url(fromBase64url(text)) } catch { return null } });
        """,
        ["", "AA", "AAA", "AAAA", encode(bytes(range(256))), "A", "AB", "AA==", "A A", "+/", "AAB"],
    )
    assert outcome == ["", "AA", "AAA", "AAAA", encode(bytes(range(256))), None, None, None, None, None, None]


def test_events_are_read_wherever_the_network_cuts_them(run):
    text = ': here\n\nevent: request\ndata: {"id":"a"}\n\nevent: changed\r\ndata: {}\r\n\r\n:\n\nevent: gone\ndata: {"reason":"copied"}\n\n'
    expected = [
        {"event": "request", "data": {"id": "a"}},
        {"event": "changed", "data": {}},
        {"event": "gone", "data": {"reason": "copied"}},
    ]
    for found in run(
        """
        const { EventParser } = await use("core/stream");
        return Array.from({ length: given.length + 1 }, (_, cut) => {
          const parser = new EventParser();
          return [...parser.take(given.slice(0, cut)), ...parser.take(given.slice(cut))];
        });
        """,
        text,
    ):
        assert found == expected


# The catalogue


def test_every_text_is_said_in_both_languages_and_used(run):
    texts = run('const { en } = await use("words/en"); const { ja } = await use("words/ja"); return { en, ja }')
    assert texts["en"].keys() == texts["ja"].keys()
    for key, text in texts["en"].items():
        other = texts["ja"][key]
        assert text.strip() and other.strip(), key
        assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", other)), key
        assert "!" not in text and "!" not in other, key

    sources = "\n".join(file.read_text() for file in APP.rglob("*.js") if file.parent.name != "words")
    patterns = [re.escape(piece).replace(re.escape("${}"), r"[\w-]+") for piece in
                (re.sub(r"\$\{[^}]*\}", "${}", found) for found in re.findall(r"`([\w.-]*\$\{[^`]*)`", sources))]  # fmt: skip
    unused = [key for key in texts["en"] if f'"{key}"' not in sources
              and not any(re.fullmatch(pattern, key) for pattern in patterns)]  # fmt: skip
    assert unused == []
