"""An installation of the app, written from docs/formats alone: none of our code signs or encodes here."""

import base64
import hashlib
import http.client
import json
import os
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from .push_service import Subscription, base64url, from_base64url
from .server import Server


class Key:
    """A key pair on P-256 that signs as WebCrypto does: r and s, 32 bytes each."""

    def __init__(self):
        self._private = ec.generate_private_key(ec.SECP256R1())

    @property
    def public(self) -> bytes:
        return self._private.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )

    def sign(self, message: bytes) -> bytes:
        r, s = decode_dss_signature(self._private.sign(message, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32) + s.to_bytes(32)


@dataclass
class Reply:
    status: int
    body: dict


class Device:
    """A phone or a computer with the app on it."""

    def __init__(self, server: Server, name: str = "Pixel 8", lock: str = "none"):
        self.server = server
        self.name = name
        self.lock = lock
        self.contact_key = Key()
        self.approval_key = Key()
        # What enrolling gives; "new" is the key ID until then.
        self.id = "new"
        self.account = ""

    # Requests (docs/formats/signed-requests.md)

    def signed(self, method: str, path: str, content: bytes | None = None) -> dict[str, str]:
        """The fields of a signed request to a whole path."""
        authority = self.server.origin.split("://")[1]
        values = {"@method": method, "@authority": authority, "@path": path, "@query": "?", "aikagi-protocol": "1"}
        fields = {"Host": authority, "Aikagi-Protocol": "1"}
        if content is not None:
            digest = f"sha-256=:{base64.b64encode(hashlib.sha256(content).digest()).decode()}:"
            values |= {"content-type": "application/json", "content-digest": digest}
            fields |= {"Content-Type": "application/json", "Content-Digest": digest}
        names = " ".join(f'"{name}"' for name in values)
        parameters = (
            f"({names});created={int(self.server.now())};nonce=\"{base64url(os.urandom(16))}\""
            f';keyid="{self.id}";alg="ecdsa-p256-sha256";tag="aikagi-v1"'
        )
        base = "".join(f'"{name}": {value}\n' for name, value in values.items()) + f'"@signature-params": {parameters}'
        signature = base64.b64encode(self.contact_key.sign(base.encode())).decode()
        return fields | {"Signature-Input": f"aikagi={parameters}", "Signature": f"aikagi=:{signature}:"}

    def ask(self, method: str, path: str, body: dict | None = None) -> Reply:
        """Sends a signed request to a path below /api/v1."""
        path = f"/api/v1{path}"
        content = None if body is None else json.dumps(body).encode()
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)
        try:
            connection.request(method, path, content, self.signed(method, path, content))
            answer = connection.getresponse()
            text = answer.read()
            return Reply(answer.status, json.loads(text) if text else {})
        finally:
            connection.close()

    # What an app does (docs/formats/app-api.md)

    def enrol(self, link: str) -> dict:
        """Takes an enrolment link and answers the test: from then on the device counts."""
        token = link.split("/app#enrol=")[1]
        statement = b"aikagi-enrolment-v1\0" + hashlib.sha256(token.encode()).digest() + self.contact_key.public
        reply = self.ask(
            "POST",
            "/installations",
            {
                "token": token,
                "name": self.name,
                "platform": "Android",
                "language": "en",
                "contactKey": base64url(self.contact_key.public),
                "approvalKey": base64url(self.approval_key.public),
                "approvalSignature": base64url(self.approval_key.sign(statement)),
                "lock": self.lock,
            },
        )
        assert reply.status == 201, reply
        self.id, self.account = reply.body["installation"], reply.body["account"]
        assert self.answer(reply.body["test"]).body == {"outcome": "approved"}
        return reply.body

    def subscribe(self, subscription: Subscription) -> Reply:
        keys = {"p256dh": base64url(subscription.p256dh), "auth": base64url(subscription.auth)}
        return self.ask("PUT", "/installation/push", {"endpoint": subscription.endpoint, **keys})

    def request(self, identifier: str) -> dict:
        """What the app shows of a request."""
        reply = self.ask("GET", f"/requests/{identifier}")
        assert reply.status == 200, reply
        return reply.body

    def receipt(self, identifier: str, kind: str) -> None:
        reply = self.ask("POST", f"/requests/{identifier}/receipts", {"kind": kind})
        assert reply.status == 204, reply

    def answer(self, request: dict, decision: str = "approve", number: str | None = None) -> Reply:
        message = cbor_map(
            [
                1,
                request["id"],
                self.account,
                self.id,
                self.server.origin,
                decision,
                number,
                from_base64url(request["nonce"]),
                int(self.server.now() * 1000),
            ]
        )
        key = self.approval_key if decision == "approve" else self.contact_key
        signature = key.sign(b"aikagi-approval-v1\0" + message)
        body = {"message": base64url(message), "signature": base64url(signature)}
        return self.ask("POST", f"/requests/{request['id']}/answer", body)


def cbor_map(values: list) -> bytes:
    """A map of the keys 1, 2, 3 … to the values, in deterministic encoding (RFC 8949 §4.2.1)."""
    pairs = (cbor_head(0, key) + cbor_item(value) for key, value in enumerate(values, start=1))
    return cbor_head(5, len(values)) + b"".join(pairs)


def cbor_item(value: int | str | bytes | None) -> bytes:
    match value:
        case None:
            return b"\xf6"
        case int():
            return cbor_head(0, value)
        case bytes():
            return cbor_head(2, len(value)) + value
        case str():
            text = value.encode()
            return cbor_head(3, len(text)) + text


def cbor_head(major: int, number: int) -> bytes:
    if number < 24:
        return bytes([major << 5 | number])
    for additional, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if number < 1 << (8 * size):
            return bytes([major << 5 | additional]) + number.to_bytes(size)
    raise ValueError(number)
