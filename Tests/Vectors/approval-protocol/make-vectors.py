#!/usr/bin/env python3
"""Writes requests.json, approvals.json and lock.json with other people's cryptography: docs/formats/ in Python.

Run it by hand, with `pip install cryptography cbor2`; the Swift tests and the app's own read only what it wrote.
Signatures and nonces are random, so that each run writes another, equally good set.
"""
import base64
import hashlib
import json
import os
import pathlib

import cbor2
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

HERE = pathlib.Path(__file__).parent
ORIGIN = "https://id.example.org"
AUTHORITY = "id.example.org"
INSTALLATION = "mfrggzdfmztwq2lknnwg23tpoa"
ACCOUNT = "nbswy3dpeb3w64tmmqqho33snq"
REQUEST = "orugs4zanfzsaylomvqxgy3ime"
TOKEN = "k9X0o2mF1b8TtVY3JcQe6hLzRn7uSgWd5iPaMxB4vEA"
NOW = 1_790_000_000


def url64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def binary(data):
    return ":" + base64.b64encode(data).decode() + ":"


class Key:
    def __init__(self, seed):
        self.key = ec.derive_private_key(int.from_bytes(hashlib.sha256(seed).digest(), "big"), ec.SECP256R1())

    @property
    def public(self):
        form = serialization.PublicFormat.UncompressedPoint
        return self.key.public_key().public_bytes(serialization.Encoding.X962, form)

    @property
    def pkcs8(self):
        return self.key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())

    def sign(self, message):
        r, s = utils.decode_dss_signature(self.key.sign(message, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


contact, approval, successor = Key(b"contact"), Key(b"approval"), Key(b"successor")
KEYS = {"contact": url64(contact.public), "approval": url64(approval.public), "successor": url64(successor.public)}


def write(name, value):
    (HERE / name).write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n")


def request(name, method, path, query="", body="", keyid=INSTALLATION, content_type="application/json"):
    nonce = url64(os.urandom(16))
    content = body.encode()
    covered = [("@method", method), ("@authority", AUTHORITY), ("@path", path), ("@query", "?" + query),
               ("aikagi-protocol", "1")]
    fields = {"aikagi-protocol": "1"}
    if content:
        digest = "sha-256=" + binary(hashlib.sha256(content).digest())
        covered += [("content-type", content_type), ("content-digest", digest)]
        fields["content-digest"] = digest
    parameters = ("(" + " ".join(f'"{name}"' for name, _ in covered) + f');created={NOW};nonce="{nonce}"'
                  f';keyid="{keyid}";alg="ecdsa-p256-sha256";tag="aikagi-v1"')
    base = "".join(f'"{name}": {value}\n' for name, value in covered) + f'"@signature-params": {parameters}'
    fields["signature-input"] = "aikagi=" + parameters
    fields["signature"] = "aikagi=" + binary(contact.sign(base.encode()))
    return {"name": name, "method": method, "authority": AUTHORITY, "path": path, "query": query,
            "contentType": content_type if content else None, "body": body, "keyid": keyid, "created": NOW,
            "nonce": nonce, "base": base, "fields": fields}


write("requests.json", {"keys": KEYS, "cases": [
    request("a read", "GET", "/api/v1/installation"),
    request("a stream with a query", "GET", "/api/v1/installation/stream", query="since=12&language=ja"),
    request("a receipt", "POST", f"/api/v1/requests/{REQUEST}/receipts", body='{"kind":"arrived"}'),
    request("a body in Japanese", "PATCH", "/api/v1/installation", body='{"name":"仕事のスマホ"}'),
    request("an enrolment", "POST", "/api/v1/installations", body='{"token":"…"}', keyid="new"),
    request("no body where one could be", "DELETE", "/api/v1/installation/push"),
]})


def decision(name, word, key, number=None):
    nonce = os.urandom(32)
    time = NOW * 1000 + 250
    message = cbor2.dumps({1: 1, 2: REQUEST, 3: ACCOUNT, 4: INSTALLATION, 5: ORIGIN, 6: word, 7: number, 8: nonce,
                           9: time}, canonical=True)
    signed = b"aikagi-approval-v1\0" + message
    return {"name": name, "request": REQUEST, "account": ACCOUNT, "installation": INSTALLATION, "origin": ORIGIN,
            "decision": word, "number": number, "nonce": url64(nonce), "time": time, "encoded": url64(message),
            "bytesToSign": url64(signed), "key": "approval" if key is approval else "contact",
            "signature": url64(key.sign(signed))}


def statement(name, label, content, keys, **values):
    signed = label.encode() + b"\0" + content
    return {"name": name, **values, "bytesToSign": url64(signed),
            "signatures": {name: url64(key.sign(signed)) for name, key in keys.items()}}


TIME = NOW * 1000
write("approvals.json", {"keys": KEYS, "cases": [
    decision("approved with a number", "approve", approval, "481902"),
    decision("a test approved", "approve", approval),
    decision("refused", "refuse", contact),
    decision("it wasn't me", "notMe", contact),
], "statements": [
    statement("enrolment", "aikagi-enrolment-v1", hashlib.sha256(TOKEN.encode()).digest() + contact.public,
              {"approval": approval}, token=TOKEN),
    statement("newApprovalKey", "aikagi-approval-key-v1",
              cbor2.dumps({1: successor.public, 2: INSTALLATION, 3: ORIGIN, 4: TIME}, canonical=True),
              {"approval": approval, "successor": successor}, installation=INSTALLATION, origin=ORIGIN, time=TIME),
    statement("promotion", "aikagi-promotion-v1",
              cbor2.dumps({1: INSTALLATION, 2: INSTALLATION, 3: ORIGIN, 4: TIME}, canonical=True),
              {"approval": approval}, device=INSTALLATION, installation=INSTALLATION, origin=ORIGIN, time=TIME),
]})


def derived(secret, purpose):
    return HKDF(hashes.SHA256(), 32, salt=None, info=purpose.encode()).derive(secret)


def lock(pin, salt):
    share, nonce = hashlib.sha256(b"share of " + pin.encode()).digest(), os.urandom(12)
    stretched = hashlib.pbkdf2_hmac("sha256", pin.encode(), salt, 600_000, 32)
    proof = derived(stretched, "aikagi pin proof")
    wrapping = derived(stretched + share, "aikagi approval key wrap")
    codes = derived(stretched, "aikagi offline codes")
    seed = b"12345678901234567890"
    bound = INSTALLATION.encode()
    return {"pin": pin, "salt": url64(salt), "stretched": url64(stretched), "proof": url64(proof),
            "verifier": url64(hashlib.sha256(proof).digest()), "share": url64(share),
            "wrappingKey": url64(wrapping), "codesKey": url64(codes), "installation": INSTALLATION,
            "approvalKey": url64(approval.pkcs8),
            "wrappedApprovalKey": url64(nonce + AESGCM(wrapping).encrypt(nonce, approval.pkcs8, bound)),
            "codeSeed": url64(seed), "wrappedCodeSeed": url64(nonce + AESGCM(codes).encrypt(nonce, seed, bound))}


write("lock.json", {"cases": [
    lock("481902", bytes(range(16))),
    lock("00112233445566778899", hashlib.sha256(b"salt").digest()[:16]),
]})
