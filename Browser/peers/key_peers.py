"""Three strangers against our passkeys: soft-webauthn makes and uses a key at our pages, and fido2 and webauthn judge the
same answers as we do. Prints one line of JSON; `test_key_peers.py` starts it.

It has an environment of its own, because these packages want an older `cryptography` than the tests of pages.

    key_peers.py mutations <origin> <count>     with the cookies of somebody who is signed in, in JSON on standard input
    key_peers.py vectors <folder>               what they say of the vectors of the standard
"""

import html
import json
import random
import re
import sys
import urllib.error
import urllib.parse
import urllib.request
from base64 import urlsafe_b64decode, urlsafe_b64encode
from pathlib import Path

import fido2.features
import webauthn
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fido2 import cbor
from fido2.cose import CoseKey
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
)
from soft_webauthn import SoftWebauthnDevice

USER_VERIFIED = 0x04
fido2.features.webauthn_json_mapping.enabled = True


def encode(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Browser:
    """Forms and cookies, and nothing else."""

    def __init__(self, origin: str, cookies: dict[str, str]):
        self.origin = origin
        self.cookies = dict(cookies)

    def open(self, path: str, form: dict | None = None) -> tuple[int, str, str]:
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        request = urllib.request.Request(self.origin + path, data=data)
        request.add_header("Cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        try:
            answer = urllib.request.build_opener(NoRedirect).open(request)
        except urllib.error.HTTPError as error:
            answer = error
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, value = line.split(";")[0].split("=", 1)
            self.cookies[name] = value
        return answer.status, answer.headers.get("Location") or "", answer.read().decode()


def attribute(page: str, name: str) -> str:
    return html.unescape(re.search(rf'{name}="([^"]*)"', page).group(1))


def hidden(page: str, name: str) -> str:
    return html.unescape(re.search(rf'name="{name}" value="([^"]*)"', page).group(1))


def with_bytes(options: dict, *names: str) -> dict:
    return {**options, **{name: decode(options[name]) for name in names}}


def credential(raw_id: bytes, response: dict) -> str:
    name = encode(raw_id)
    written = {key: encode(value) if isinstance(value, bytes) else value for key, value in response.items()}
    return json.dumps(
        {"id": name, "rawId": name, "type": "public-key", "clientExtensionResults": {}, "response": written}
    )


def add_key(browser: Browser, device: SoftWebauthnDevice) -> None:
    """By the page of new keys, as its script does. soft-webauthn claims no verification, which a passkey needs."""
    page = browser.open("/account/keys/add")[2]
    page = page[page.index('id="key"') :]
    options = with_bytes(json.loads(attribute(page, "data-passkey")), "challenge")
    options["user"] = with_bytes(options["user"], "id")
    made = device.create({"publicKey": {**options, "attestation": "none"}}, browser.origin)
    content = cbor.decode(made["response"]["attestationObject"])
    data = bytearray(content["authData"])
    data[32] |= USER_VERIFIED
    response = {
        "clientDataJSON": made["response"]["clientDataJSON"],
        "attestationObject": cbor.encode({"fmt": "none", "attStmt": {}, "authData": bytes(data)}),
        "transports": ["usb"],
    }
    form = {name: hidden(page, name) for name in ("formToken", "id")}
    status, place, text = browser.open(
        "/account/keys/add",
        {**form, "way": "passkey", "name": "Soft", "credential": credential(made["rawId"], response)},
    )
    assert status == 303 and place.startswith("/account/keys"), (status, place, text[-3000:])


def sign(device: SoftWebauthnDevice, options: dict, origin: str) -> dict:
    """An answer with user verification, signed anew for that."""
    answer = device.get({"publicKey": with_bytes(options, "challenge")}, origin)["response"]
    data = bytearray(answer["authenticatorData"])
    data[32] |= USER_VERIFIED
    digest = hashes.Hash(hashes.SHA256())
    digest.update(answer["clientDataJSON"])
    signature = device.private_key.sign(bytes(data) + digest.finalize(), ec.ECDSA(hashes.SHA256()))
    return {
        "clientDataJSON": answer["clientDataJSON"], "authenticatorData": bytes(data), "signature": signature,
        "userHandle": device.user_handle,
    }  # fmt: skip


def spoil(answer: dict, dice: random.Random) -> tuple[dict, str]:
    """One of: nothing, a flipped bit, lost bytes, an added byte, in one of three parts."""
    part = dice.choice(["clientDataJSON", "authenticatorData", "signature"])
    kind = dice.choice(["nothing", "flip", "flip", "flip", "flip", "cut", "more"])
    data = bytearray(answer[part])
    if kind == "flip":
        place = dice.randrange(len(data) * 8)
        data[place // 8] ^= 1 << place % 8
    elif kind == "cut":
        data = data[: dice.randrange(len(data))]
    elif kind == "more":
        data.append(dice.randrange(256))
    return {**answer, part: bytes(data)}, f"{kind} in {part}"


class Peers:
    """What fido2 and webauthn say of an answer."""

    def __init__(self, party: str, origin: str, raw_id: bytes, cose: bytes):
        self.party, self.origin, self.raw_id, self.cose = party, origin, raw_id, cose
        entity = PublicKeyCredentialRpEntity(id=party, name="Aikagi")
        self.server = Fido2Server(entity, verify_origin=lambda origin: origin == self.origin)
        self.known = AttestedCredentialData.create(b"\0" * 16, raw_id, CoseKey.parse(cbor.decode(cose)))

    def fido2(self, challenge: bytes, answer: dict, verification: str = "required") -> bool:
        try:
            _, state = self.server.authenticate_begin(
                [self.known], user_verification=verification, challenge=challenge
            )
            response = AuthenticationResponse.from_dict(json.loads(credential(self.raw_id, answer)))
            self.server.authenticate_complete(state, [self.known], response)
        except Exception:  # noqa: BLE001  it says no in many ways
            return False
        return True

    def webauthn(self, challenge: bytes, answer: dict, verification: bool = True) -> bool:
        try:
            webauthn.verify_authentication_response(
                credential=credential(self.raw_id, answer), expected_challenge=challenge,
                expected_rp_id=self.party, expected_origin=self.origin, credential_public_key=self.cose,
                credential_current_sign_count=0, require_user_verification=verification,
            )  # fmt: skip
        except Exception:  # noqa: BLE001
            return False
        return True


def mutations(origin: str, cookies: dict[str, str], count: int) -> dict:
    device = SoftWebauthnDevice()
    add_key(Browser(origin, cookies), device)
    point = device.private_key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    cose = cbor.encode({1: 2, 3: -7, -1: 1, -2: point[1:33], -3: point[33:]})
    peers = Peers("localhost", origin, device.credential_id, cose)
    dice = random.Random(20261123)
    accepted, differ = 0, []
    for _ in range(count):
        browser = Browser(origin, {})
        token = hidden(browser.open("/sign-in")[2], "formToken")
        question = json.loads(browser.open("/sign-in/passkey/question", {"formToken": token})[2])
        answer, kind = spoil(sign(device, question["options"], origin), dice)
        form = {"formToken": token, "id": question["ceremony"], "credential": credential(device.credential_id, answer)}
        ours = browser.open("/sign-in/passkey", form)[0] == 303
        challenge = decode(question["options"]["challenge"])
        theirs = [peers.fido2(challenge, answer), peers.webauthn(challenge, answer)]
        accepted += ours
        if theirs != [ours, ours] or ours != kind.startswith("nothing"):
            differ.append([kind, ours, *theirs])
    return {"tried": count, "accepted": accepted, "differ": differ}


def vectors(folder: Path) -> dict:
    """The authentications of WebAuthn L3 §16, by the keys of their registrations."""
    read = lambda name: [  # noqa: E731
        line.split("\t") for line in (folder / name).read_text().splitlines() if line and not line.startswith("#")
    ]
    made = {name: AttestationObject(bytes.fromhex(data)) for name, _, _, data in read("registrations.txt")}
    verdicts = {}
    for name, challenge, client_data, data, signature in read("authentications.txt"):
        known = made[name].auth_data.credential_data
        peers = Peers("example.org", "https://example.org", known.credential_id, cbor.encode(known.public_key))
        answer = {
            "clientDataJSON": bytes.fromhex(client_data), "authenticatorData": bytes.fromhex(data),
            "signature": bytes.fromhex(signature),
        }  # fmt: skip
        asked = bytes.fromhex(challenge)
        verdicts[name] = [peers.fido2(asked, answer, "discouraged"), peers.webauthn(asked, answer, False)]
    return verdicts


if __name__ == "__main__":
    if sys.argv[1] == "vectors":
        print(json.dumps(vectors(Path(sys.argv[2]))))
    else:
        print(json.dumps(mutations(sys.argv[2], json.load(sys.stdin), int(sys.argv[3]))))
