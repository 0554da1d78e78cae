"""A stage for the web app: serves its files, and plays the server's part of docs/formats/ with a second pair of hands.

Nothing here shares code with the server: signatures, digests and messages are checked with the PyPI package
`cryptography`. So the app is tested against what the formats say, in states that a real server is hard to bring to.
"""

import hashlib
import json
import mimetypes
import queue
import re
import secrets
import sys
import threading
import time
from base64 import b64encode, urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

from .cbor import numbered_map

RESOURCES = Path(__file__).resolve().parent.parent.parent / "Sources" / "Pages" / "Resources"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'; object-src 'none'"
)


def encode(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def verifies(point: bytes, signature: bytes, message: bytes) -> bool:
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
    try:
        key.verify(utils.encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return len(signature) == 64


class Refused(Exception):
    def __init__(self, status: int, code: str, **more):
        super().__init__(code)
        self.status = status
        self.body = {"type": "about:blank", "title": code, "status": status, "code": code, "detail": code, **more}


@dataclass
class Device:
    """An installation as the server keeps it."""

    id: str
    name: str
    platform: str
    contact: bytes
    approval: bytes
    lock: str
    verifier: bytes | None
    share: bytes
    chain: str
    role: str = "primary"
    life: str = "pending"
    tries: int = 10
    ended: str | None = None
    heartbeats: int = 0
    shown: str = ""
    push: dict | None = None
    account: str = "ACCOUNT2SAKURA3HAYASHI4567"
    identifier: str = "sakura@example.org"
    events: "queue.Queue[str]" = field(default_factory=queue.Queue)


@dataclass
class Question:
    """An approval request."""

    id: str
    device: str
    purpose: str
    number: str | None
    nonce: bytes
    expires: int
    context: dict
    state: str = "open"
    wrong: int = 0
    receipts: list[str] = field(default_factory=list)


class QuietServer(ThreadingHTTPServer):
    """Browsers break connections off as they like."""

    daemon_threads = True

    def handle_error(self, request, client_address) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class Stage:
    """The state behind the API, for a test to look at and to change."""

    def __init__(self):
        self.devices: dict[str, Device] = {}
        self.questions: dict[str, Question] = {}
        self.links: set[str] = set()
        self.codes: dict[str, str] = {}
        self.nonces: set[str] = set()
        self.other_devices: list[dict] = []
        self.restricted = False
        self.irreplaceable = False
        self.news: list[dict] = []
        # The passphrase of the account as the server has it, and the vault.
        self.passphrase: dict | None = None
        self.key_number = 0
        self.vault_version = 0
        self.vault: str | None = None
        # Everything that was ever sent to it.
        self.received = bytearray()
        self.secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
        # By how much the server's clock is ahead of the browser's, in seconds.
        self.ahead = 0
        self.up = True
        self.vapid = ec.generate_private_key(ec.SECP256R1()).public_key()
        self.server = QuietServer(("127.0.0.1", 0), self._handler())
        self.origin = f"http://localhost:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.up = False
        self.server.shutdown()
        self.server.server_close()

    def now(self) -> int:
        return int((time.time() + self.ahead) * 1000)

    def link(self) -> str:
        token = secrets.token_urlsafe(32)
        self.links.add(token)
        return f"{self.origin}/app#enrol={token}"

    def ask(self, device: Device, number: str | None = "481902", purpose: str = "signIn", seconds: float = 120, **context) -> Question:
        """Sends a request to a device."""
        shown = {"application": "id.example.org", "place": "Kyoto, Japan", "address": "203.0.113.7",
                 "browser": "Firefox on Windows", "at": self.now(), **context}
        question = Question(secrets.token_hex(13), device.id, purpose, number, secrets.token_bytes(32),
                            self.now() + int(seconds * 1000), shown)
        self.questions[question.id] = question
        device.events.put(f'event: request\ndata: {{"id":"{question.id}"}}\n\n')
        return question

    def withdraw(self, question: Question) -> None:
        question.state = "over"
        self.devices[question.device].events.put(f'event: withdrawn\ndata: {{"id":"{question.id}","reason":"answered"}}\n\n')

    def end(self, device: Device, reason: str) -> None:
        device.ended = reason
        device.events.put(f'event: gone\ndata: {{"reason":"{reason}"}}\n\n')

    # The API

    def answer(self, method: str, path: str, device: Device, body: dict) -> dict | None:
        parts = path.removeprefix("/api/v1/").split("/")
        match (method, *parts):
            case ("GET", "installation"):
                return self.standing(device)
            case ("PATCH", "installation"):
                device.name = body["name"]
            case ("POST", "installation", "heartbeat"):
                if body["chain"] not in (device.chain, device.shown):
                    self.end(device, "copied")
                    raise Refused(401, "gone", reason="copied")
                device.shown, device.chain = body["chain"], encode(secrets.token_bytes(32))
                device.heartbeats += 1
                return {"chain": device.chain}
            case ("PUT", "installation", "push"):
                device.push = body
            case ("DELETE", "installation", "push"):
                device.push = None
            case ("POST", "installation", "unlock"):
                return {"share": encode(self.share(device, body))}
            case ("PUT", "installation", "lock"):
                return self.change_lock(device, body)
            case ("POST", "installation", "sign-out"):
                if body["confirm"]:
                    device.ended = "signedOut"
                return {"cost": ["lastDevice", "primaryDevice", "codesOnThisDevice"], "signedOut": body["confirm"]}
            case ("POST", "devices", other, "lost"):
                next(one for one in self.other_devices if one["id"] == other)["life"] = "gone"
            case ("POST", "devices", other, "primary"):
                said = numbered_map([other, device.id, self.origin, body["time"]])
                if not verifies(device.approval, decode(body["signature"]), b"aikagi-promotion-v1\0" + said):
                    raise Refused(401, "badSignature")
                return {"waitsUntil": self.now() + 86_400_000}
            case ("PUT", "account", "restriction"):
                self.restricted = body["on"]
            case ("GET", "vault"):
                known = self.passphrase and {name: self.passphrase[name] for name in ("salt", "rounds", "wrappedKey")}
                return {"passphrase": known, "keyNumber": self.key_number, "version": self.vault_version, "content": self.vault}
            case ("PUT", "vault"):
                return self.save_vault(body)
            case ("PUT", "passphrase"):
                return self.set_passphrase(device, body)
            case ("POST", "scans"):
                if body["code"] not in self.codes:
                    raise Refused(404, "notFound")
                return self.summary(self.ask(device, self.codes.pop(body["code"]), "scan"))
            case ("GET", "requests", request):
                return self.summary(self.open_question(request, device))
            case ("POST", "requests", request, "receipts"):
                self.open_question(request, device).receipts.append(body["kind"])
            case ("POST", "requests", request, "answer"):
                return self.decide(self.open_question(request, device), device, body)
            case _:
                raise Refused(404, "notFound")
        return None

    def save_vault(self, body: dict) -> dict:
        if self.passphrase is None or body["keyNumber"] != self.key_number:
            raise Refused(409, "vaultKeyChanged", keyNumber=self.key_number)
        if body["basedOn"] != self.vault_version:
            raise Refused(409, "vaultChanged", version=self.vault_version)
        self.vault, self.vault_version = body["content"], self.vault_version + 1
        for device in self.devices.values():
            device.events.put("event: changed\ndata: {}\n\n")
        return {"version": self.vault_version}

    def set_passphrase(self, device: Device, body: dict) -> dict:
        if device.lock == "none":
            raise Refused(403, "notAllowed")
        digests = [hashlib.sha256(decode(body[name])).digest() for name in ("authenticationKey", "wrappedKey")]
        said = numbered_map([*digests, body["keyNumber"], device.id, self.origin, body["time"]])
        if not verifies(device.approval, decode(body["signature"]), b"aikagi-passphrase-v1\0" + said):
            raise Refused(401, "badSignature")
        is_change = "old" in body
        if is_change and body["old"] != self.passphrase["authenticationKey"]:
            raise Refused(422, "passphraseWrong")
        if body["keyNumber"] != self.key_number + (0 if is_change else 1):
            raise Refused(409, "vaultKeyChanged", keyNumber=self.key_number)
        self.passphrase = body
        if not is_change:
            self.key_number, self.vault, self.vault_version = body["keyNumber"], None, self.vault_version + 1
        return {"keyNumber": self.key_number, "version": self.vault_version}

    def open_question(self, request: str, device: Device) -> Question:
        question = self.questions.get(request)
        if question is None or question.device != device.id or question.state == "over":
            raise Refused(404, "notFound")
        return question

    def enrol(self, body: dict, content: bytes) -> dict:
        if body["token"] not in self.links:
            raise Refused(410, "linkGone")
        contact, approval = decode(body["contactKey"]), decode(body["approvalKey"])
        said = b"aikagi-enrolment-v1\0" + hashlib.sha256(body["token"].encode()).digest() + contact
        if contact == approval or not verifies(approval, decode(body["approvalSignature"]), said):
            raise Refused(401, "badSignature")
        self.links.discard(body["token"])
        pin = body.get("pin")
        device = Device(
            secrets.token_hex(13), body["name"], body["platform"], contact, approval, body["lock"],
            hashlib.sha256(decode(pin["proof"])).digest() if pin else None, secrets.token_bytes(32), secrets.token_urlsafe(32))
        self.devices[device.id] = device
        test = self.ask(device, None, "test")
        return {
            "installation": device.id, "account": device.account, "accountName": "Sakura Hayashi",
            "identifier": device.identifier, "origin": self.origin, "chain": device.chain,
            "codes": {"secret": self.secret, "algorithm": "SHA1", "digits": 6, "period": 30},
            "test": self.summary(test), **({"share": encode(device.share)} if pin else {}),
        }

    def share(self, device: Device, body: dict) -> bytes:
        if device.tries == 0:
            raise Refused(410, "pinDestroyed")
        if hashlib.sha256(decode(body["proof"])).digest() != device.verifier:
            device.tries -= 1
            if device.tries == 0:
                raise Refused(410, "pinDestroyed")
            raise Refused(422, "pinWrong", triesLeft=device.tries)
        device.tries = 10
        return device.share

    def change_lock(self, device: Device, body: dict) -> dict:
        said = b"aikagi-approval-key-v1\0" + numbered_map(
            [decode(body["approvalKey"]), device.id, self.origin, body["time"]])
        if not verifies(device.approval, decode(body["signature"]), said):
            raise Refused(401, "badSignature")
        if not verifies(decode(body["approvalKey"]), decode(body["newSignature"]), said):
            raise Refused(401, "badSignature")
        if device.lock == "pin":
            self.share(device, {"proof": body["oldProof"]})
        device.approval, device.lock = decode(body["approvalKey"]), body["lock"]
        device.verifier = hashlib.sha256(decode(body["proof"])).digest() if "proof" in body else None
        device.share = secrets.token_bytes(32)
        return {"share": encode(device.share)} if device.lock == "pin" else {}

    def decide(self, question: Question, device: Device, body: dict) -> dict:
        message, signature = decode(body["message"]), decode(body["signature"])
        for decision, key in [("approve", device.approval), ("refuse", device.contact), ("notMe", device.contact)]:
            found = re.search(rb"\x07(?:\xf6|[\x60-\x77]([0-9]+))\x08", message)
            number = found[1].decode() if found and found[1] else None
            at = int.from_bytes(message[-8:], "big")
            said = numbered_map([1, question.id, device.account, device.id, self.origin, decision, number, question.nonce, at])
            if said == message and verifies(key, signature, b"aikagi-approval-v1\0" + message):
                return self.settle(question, device, decision, number)
        raise Refused(401, "badSignature")

    def settle(self, question: Question, device: Device, decision: str, number: str | None) -> dict:
        if question.state != "open":
            return {"outcome": "alreadyAnswered"}
        if self.now() > question.expires:
            return {"outcome": "expired"}
        if decision == "approve" and number != question.number:
            question.wrong += 1
            if question.wrong < 3:
                raise Refused(422, "wrongNumber", triesLeft=3 - question.wrong)
            question.state = "refused"
            return {"outcome": "refused"}
        question.state = {"approve": "approved", "refuse": "refused", "notMe": "notMe"}[decision]
        device.life = "live" if question.purpose == "test" else device.life
        return {"outcome": "approved" if decision == "approve" else "refused"}

    def summary(self, question: Question) -> dict:
        digits = {"digits": len(question.number)} if question.number else {}
        return {"id": question.id, "purpose": question.purpose, "nonce": encode(question.nonce),
                "expires": question.expires, "context": question.context, "accountName": "Sakura Hayashi", **digits}

    def standing(self, device: Device) -> dict:
        this = {"id": device.id, "name": device.name, "platform": device.platform, "role": device.role,
                "life": device.life, "added": self.now(), "lastSeen": self.now(), "isThis": True}
        return {"installation": device.id, "account": device.account, "accountName": "Sakura Hayashi",
                "identifier": device.identifier, "name": device.name, "role": device.role, "life": device.life,
                "restricted": self.restricted, "irreplaceable": self.irreplaceable, "devices": [this, *self.other_devices],
                "news": self.news,
                "requests": [one.id for one in self.questions.values() if one.device == device.id and one.state == "open"]}

    # HTTP

    def signer(self, method: str, path: str, headers, content: bytes) -> Device | None:
        """Who has signed the request; nobody for one that enrols, whose key is in its body."""
        found = re.fullmatch(
            r'aikagi=(\(([^)]*)\);created=(\d+);nonce="([\w-]{22})";keyid="(\w+)"'
            r';alg="ecdsa-p256-sha256";tag="aikagi-v1")', headers.get("signature-input", ""))
        if not found:
            raise Refused(401, "badSignature")
        parameters, names, created, nonce, who = found.groups()
        place, _, query = path.partition("?")
        values = {"@method": method, "@authority": headers["host"], "@path": place, "@query": f"?{query}",
                  "aikagi-protocol": "1"}
        if content:
            values |= {"content-type": "application/json",
                       "content-digest": f"sha-256=:{b64encode(hashlib.sha256(content).digest()).decode()}:"}
        if names != " ".join(f'"{name}"' for name in values):
            raise Refused(401, "badSignature")
        if any(headers.get(name) != value for name, value in values.items() if not name.startswith("@")):
            raise Refused(401, "badSignature")
        base = "\n".join([*(f'"{name}": {value}' for name, value in values.items()), f'"@signature-params": {parameters}'])
        device = self.devices.get(who)
        if device is None and who != "new":
            raise Refused(401, "unknownInstallation")
        point = device.contact if device else decode(json.loads(content)["contactKey"])
        signature = decode(headers["signature"].removeprefix("aikagi=:").rstrip(":").replace("+", "-").replace("/", "_").rstrip("="))
        if not verifies(point, signature, base.encode()):
            raise Refused(401, "badSignature")
        if abs(int(created) * 1000 - self.now()) > 60_000:
            raise Refused(401, "clockOff", serverTime=self.now())
        if nonce in self.nonces:
            raise Refused(401, "replayed")
        self.nonces.add(nonce)
        if device and device.ended:
            raise Refused(401, "gone", reason=device.ended)
        return device

    def file(self, path: str) -> tuple[str, bytes, dict] | None:
        if path == "/app":
            shell = (RESOURCES / "app/index.html").read_text()
            shell = shell.replace("{{app}}", "/app/v").replace("{{styles}}", "/static/v/aikagi.css")
            return "text/html; charset=utf-8", shell.encode(), {}
        if path == "/app/sw.js":
            files = [f"/app/v/{file.relative_to(RESOURCES / 'app')}" for file in (RESOURCES / "app").rglob("*.js")]
            script = f'import {{ start }} from "/app/v/worker/worker.js";\nstart("v", {json.dumps(["/app", "/app/v/app.css", "/static/v/aikagi.css", *files])});\n'
            return "text/javascript", script.encode(), {"Service-Worker-Allowed": "/app"}
        place = {"/app/manifest.webmanifest": "app/manifest.webmanifest", "/static/v/aikagi.css": "static/aikagi.css"}.get(path)
        if path.startswith("/app/v/"):
            place = "app/" + path.removeprefix("/app/v/")
        elif path.startswith("/app/") and path.endswith(".png"):
            place = "app/icons/" + path.removeprefix("/app/")
        if place is None or not (RESOURCES / place).is_file():
            return None
        kind = "application/manifest+json" if place.endswith("manifest") else mimetypes.guess_type(place)[0]
        return kind or "text/plain", (RESOURCES / place).read_bytes(), {}

    def _handler(stage):
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def send(self, status: int, kind: str, content: bytes, headers: dict) -> None:
                self.send_response(status)
                for name, value in {"Content-Type": kind, "Content-Length": len(content), "Content-Security-Policy": POLICY, **headers}.items():
                    self.send_header(name, str(value))
                self.end_headers()
                self.wfile.write(content)

            def handle_any(self) -> None:
                content = self.rfile.read(int(self.headers.get("content-length") or 0))
                stage.received += f"{self.command} {self.path} {self.headers}".encode() + content
                if not self.path.startswith("/api/"):
                    found = stage.file(self.path)
                    return self.send(200, *found) if found else self.send(404, "text/html", b"<h1>A page of the server</h1>", {})
                try:
                    if self.path == "/api/v1/server":
                        body = stage.description()
                    else:
                        device = stage.signer(self.command, self.path, self.headers, content)
                        if self.path == "/api/v1/installation/stream":
                            return self.stream(device)
                        said = json.loads(content) if content else {}
                        body = stage.enrol(said, content) if device is None else stage.answer(self.command, self.path, device, said)
                    status, body = (204, b"") if body is None else (200, json.dumps(body).encode())
                    self.send(status, "application/json", body, {"Cache-Control": "no-store"})
                except Refused as refused:
                    self.send(refused.status, "application/problem+json", json.dumps(refused.body).encode(), {})

            def stream(self, device: Device) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.send_header("Connection", "close")
                self.end_headers()
                self.close_connection = True
                # An older stream of the device hears nothing any more.
                events = device.events = queue.Queue()
                for question in stage.questions.values():
                    if question.device == device.id and question.state == "open":
                        events.put(f'event: request\ndata: {{"id":"{question.id}"}}\n\n')
                self.wfile.write(b": here\n\n")
                self.wfile.flush()
                while stage.up:
                    try:
                        self.wfile.write(events.get(timeout=0.2).encode())
                        self.wfile.flush()
                    except queue.Empty:
                        continue
                    except OSError:
                        return

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any

        return Handler

    def description(self) -> dict:
        numbers = self.vapid.public_numbers()
        point = b"\x04" + numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")
        return {"origin": self.origin, "name": "localhost", "protocol": [1], "time": self.now(), "vapidKey": encode(point)}
