#!/usr/bin/env python3
"""Writes ../passphrase/keys.json, envelopes.json and merges.json with other people's cryptography: docs/formats/vault.md in
Python.

Run it by hand, with `pip install cryptography`; the Swift tests and the app's own read only what it wrote.
"""
import base64
import hashlib
import itertools
import json
import pathlib
import random
import unicodedata

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

HERE = pathlib.Path(__file__).parent
ACCOUNT = "nbswy3dpeb3w64tmmqqho33snq"


def url64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def write(path, value):
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n")


def derive(secret, purpose):
    return HKDF(hashes.SHA256(), 32, None, purpose.encode()).derive(secret)


def keys(passphrase, salt, rounds=600_000):
    prepared = unicodedata.normalize("NFKC", passphrase).encode()
    stretched = hashlib.pbkdf2_hmac("sha256", prepared, salt, rounds, 32)
    return derive(stretched, "aikagi passphrase authentication"), derive(stretched, "aikagi passphrase encryption")


def seal(key, nonce, plain, *binding):
    bound = "\0".join(map(str, binding)).encode()
    return b"\x01" + nonce + AESGCM(key).encrypt(nonce, plain, bound)


def passphrases():
    cases = []
    salt = bytes(range(16))
    for name, text in [
        ("ASCII", "violet kettle under the stairs"),
        ("composed", "caf\u00e9 na\u00efve \u00fcber"),
        ("the same, decomposed", unicodedata.normalize("NFD", "caf\u00e9 na\u00efve \u00fcber")),
        ("full-width letters are letters", "\uff41\uff42\uff43\u3000\uff11\uff12\uff13 long enough"),
        ("the same, half-width", "abc 123 long enough"),
        ("Japanese, with a half-width voiced mark", "\uff76\uff9e\uff97\uff7d\u306e\u9375\u3092\u7f6e\u3044\u305f\u5834\u6240"),
        ("the same, as it is mostly typed", "\u30ac\u30e9\u30b9\u306e\u9375\u3092\u7f6e\u3044\u305f\u5834\u6240"),
        ("spaces at the ends count", " violet kettle under the stairs "),
    ]:
        authentication, encryption = keys(text, salt)
        cases.append({
            "name": name, "passphrase": text, "salt": url64(salt), "rounds": 600_000,
            "authenticationKey": url64(authentication), "encryptionKey": url64(encryption)})
    assert cases[1]["encryptionKey"] == cases[2]["encryptionKey"] and cases[3]["encryptionKey"] == cases[4]["encryptionKey"]
    assert cases[5]["encryptionKey"] == cases[6]["encryptionKey"] and cases[0]["encryptionKey"] != cases[7]["encryptionKey"]
    write(HERE.parent / "passphrase" / "keys.json", {"cases": cases})
    return bytes.fromhex(base64.urlsafe_b64decode(cases[0]["encryptionKey"] + "=").hex())


def envelopes(encryption):
    vault_key, nonce = bytes(range(32)), bytes(range(100, 112))
    document = written([entry("GitHub", "octocat", 5, "one"), removal(entry("Old", "", 1, "one"), 9, "two")])
    file = seal(encryption, nonce, document, "aikagi-vault-export-v1")
    write(HERE / "envelopes.json", {
        "passphrase": "violet kettle under the stairs", "account": ACCOUNT, "vaultKey": url64(vault_key),
        "wrappedKey": url64(seal(encryption, nonce, vault_key, "aikagi-vault-key-v1", ACCOUNT)),
        "keyNumber": 3, "version": 17, "document": document.decode().rstrip(" "),
        "content": url64(seal(vault_key, nonce, document, "aikagi-vault-v1", ACCOUNT, 3, 17)),
        "export": {
            "format": "aikagi-vault-export", "version": 1, "salt": url64(bytes(range(16))), "rounds": 600_000,
            "content": url64(file)},
    })


def entry(issuer, account, changed, device, secret="GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", shown=None):
    text = "\0".join(["aikagi-vault-entry-v1", issuer, account, secret, "SHA1", "6", "30"])
    return {
        "account": account, "added": 1, "algorithm": "SHA1", "changed": changed, "device": device, "digits": 6,
        "id": url64(hashlib.sha256(text.encode()).digest()[:16]), "issuer": shown or issuer, "period": 30,
        "secret": secret}


def removal(of, changed, device):
    return {"changed": changed, "device": device, "id": of["id"], "removed": True}


def written(items):
    text = json.dumps(
        {"entries": sorted(items, key=lambda item: item["id"]), "form": 1}, separators=(",", ":"), sort_keys=True,
        ensure_ascii=False).encode()
    return text + b" " * (-len(text) % 1024)


def newest(one, other):
    def rank(item):
        text = json.dumps(item, separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode()
        return item["changed"], item["device"].encode(), "removed" not in item, text
    return max(one, other, key=rank)


def merged(*documents):
    items = {}
    for item in itertools.chain(*documents):
        items[item["id"]] = newest(items[item["id"]], item) if item["id"] in items else item
    return sorted(items.values(), key=lambda item: item["id"])


def merges():
    base = entry("GitHub", "octocat", 10, "one")
    renamed = entry("GitHub", "octocat", 20, "one", shown="GitHub work")
    cases = [
        ("both sides added something", [[base], [entry("\u685c\u9280\u884c", "\u6797", 11, "two")]]),
        ("a newer name wins", [[base], [renamed]]),
        ("a removal that is newer wins", [[renamed], [removal(base, 21, "two")]]),
        ("an edit after the removal brings it back", [[renamed], [removal(base, 19, "two")]]),
        ("at the same moment the greater device wins",
         [[entry("GitHub", "octocat", 20, "one", shown="A")], [entry("GitHub", "octocat", 20, "two", shown="B")]]),
        ("of one device and moment, being there wins", [[renamed], [removal(base, 20, "one")]]),
        ("of one device and moment, the greater bytes win",
         [[entry("GitHub", "octocat", 20, "one", shown="\uffee")], [entry("GitHub", "octocat", 20, "one", shown="\U0001f511")]]),
        ("nothing on one side", [[], [base]]),
    ]
    dice = random.Random(4)
    services = [entry(f"Service {n}", "me", 0, "") for n in range(8)]
    for number in range(30):
        copies = []
        for device in ["one", "two", "three"]:
            items = [
                removal(service, dice.randint(1, 6), device) if dice.random() < 0.3
                else {**service, "changed": dice.randint(1, 6), "device": device, "issuer": f"name {dice.randint(1, 3)}"}
                for service in services if dice.random() < 0.7]
            copies.append(items)
        cases.append((f"at random {number}", copies))
    write(HERE / "merges.json", {"cases": [
        {"name": name, "documents": [written(items).decode().rstrip(" ") for items in documents],
         "merged": written(merged(*documents)).decode().rstrip(" ")}
        for name, documents in cases]})


envelopes(passphrases())
merges()
