#!/usr/bin/env python3
"""Writes imports/: what other apps export, in the forms that docs/formats/vault.md names, with made-up services. Each file
has good entries and bad ones; expected.json says what comes of it."""
import base64
import json
import pathlib
import urllib.parse

HERE = pathlib.Path(__file__).parent / "imports"
LONG, SHORT, SHOP, BANK = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "JBSWY3DPEHPK3PXP", "KRUGKIDROVUWG2ZAMJZG653O", "MZXW6YTBOJRGC6RAMJQXGZJA"
expected = {}


def code(issuer, account, secret, algorithm="SHA1", digits=6, period=30):
    return {"issuer": issuer, "account": account, "secret": secret, "algorithm": algorithm, "digits": digits, "period": period}


def bad(number, name, reason):
    return {"number": number, "name": name, "reason": reason}


def write(name, text, codes=(), rejected=(), missing=(), refusal=None):
    (HERE / name).write_text(text)
    expected[name] = {"refusal": refusal} if refusal else {
        "codes": list(codes), "rejected": list(rejected), "missingParts": list(missing)}


def pretty(value):
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


# otpauth:// lines

write("links.txt", f"""
otpauth://totp/GitHub:octocat?secret={LONG}&issuer=GitHub
otpauth://totp/%E6%A1%9C%E9%8A%80%E8%A1%8C:%E6%9E%97%20%E3%81%95%E3%81%8F%E3%82%89?secret={BANK}&issuer=%E6%A1%9C%E9%8A%80%E8%A1%8C&algorithm=SHA256&digits=8&period=60
  otpauth://totp/mail@example.org?secret={SHORT.lower()}===\x20
otpauth://hotp/Counter:me?secret={LONG}&counter=7
otpauth://totp/Broken%20shop:me?secret=0189
otpauth://totp/Odd:me?secret={LONG}&digits=11
just a note
""".replace("===\x20", " "), [
    code("GitHub", "octocat", LONG), code("桜銀行", "林 さくら", BANK, "SHA256", 8, 60), code("", "mail@example.org", SHORT),
], [bad(4, "Counter:me", "counterBased"), bad(5, "Broken shop:me", "badSecret"), bad(6, "Odd:me", "badSettings"), bad(7, "", "notALink")])

# Google Authenticator


def varint(value):
    out = bytearray()
    while True:
        out.append((value & 0x7F) | (0x80 if value > 0x7F else 0))
        value >>= 7
        if not value:
            return bytes(out)


def number(field, value):
    return varint(field << 3) + varint(value)


def data(field, value):
    return varint(field << 3 | 2) + varint(len(value)) + value


def account(secret, name, issuer, algorithm=1, digits=1, kind=2, more=b""):
    padded = secret + "=" * (-len(secret) % 8)
    return data(1, data(1, base64.b32decode(padded)) + data(2, name.encode()) + data(3, issuer.encode())
                + number(4, algorithm) + number(5, digits) + number(6, kind) + more)


def migration(accounts, size, index, batch=1234567):
    payload = b"".join(accounts) + number(2, 1) + number(3, size) + number(4, index) + number(5, batch)
    return "otpauth-migration://offline?data=" + urllib.parse.quote(base64.b64encode(payload).decode(), safe="") + "\n"


one = migration([
    account(LONG, "GitHub:octocat", "GitHub"), account(BANK, "林 さくら", "桜銀行", algorithm=2, digits=2),
    account(SHOP, "Corner shop: ada", "", algorithm=0, digits=0, kind=0),
], 2, 0)
two = migration([
    account(LONG, "counter", "Old bank", kind=1, more=number(7, 42)), account("GE", "me", "Too short"),
    account(LONG, "me", "Secret hash", algorithm=4), account(SHOP, "ada", "Later field", more=data(8, b"unique") + number(99, 1)),
], 2, 1)
first = [code("GitHub", "octocat", LONG), code("桜銀行", "林 さくら", BANK, "SHA256", 8), code("Corner shop", "ada", SHOP)]
last = code("Later field", "ada", SHOP)


def refused(after):
    return [bad(after + 1, "Old bank counter", "counterBased"), bad(after + 2, "Too short me", "badSecret"),
            bad(after + 3, "Secret hash me", "badSettings")]


write("google-both-parts.txt", one + two, [*first, last], refused(3))
write("google-first-part.txt", one, first, missing=[2])
write("google-second-part.txt", two, [last], refused(0), missing=[1])
write("google-cut-off.txt", one.strip()[:-25] + "\n", rejected=[bad(1, "", "unreadable")])

# Aegis


def aegis(kind, issuer, name, info):
    return {"type": kind, "uuid": "3ae6f1ad-2e65-4ed2-a953-1ec0dff2386d", "name": name, "issuer": issuer, "note": "", "favorite": False,
            "icon": None, "info": info, "groups": []}


def info(secret, algo="SHA1", digits=6, period=30):
    return {"secret": secret, "algo": algo, "digits": digits, "period": period}


write("aegis.json", pretty({"version": 1, "header": {"slots": None, "params": None}, "db": {"version": 3, "entries": [
    aegis("totp", "GitHub", "octocat", info(LONG)), aegis("totp", "桜銀行", "林 さくら", info(BANK, "SHA256", 8, 60)),
    aegis("hotp", "Counter", "me", {"secret": LONG, "algo": "SHA1", "digits": 6, "counter": 7}),
    aegis("steam", "Steam", "gamer", info(LONG, digits=5)), aegis("totp", "Broken", "me", info("!!")),
    aegis("totp", "Odd", "me", info(LONG, "MD5")), aegis("totp", "Empty", "me", {}),
    aegis("totp", "", "mail@example.org", info(SHORT, "SHA512")),
], "groups": []}}), [
    code("GitHub", "octocat", LONG), code("桜銀行", "林 さくら", BANK, "SHA256", 8, 60), code("", "mail@example.org", SHORT, "SHA512"),
], [bad(3, "Counter me", "counterBased"), bad(4, "Steam gamer", "otherKind"), bad(5, "Broken me", "badSecret"),
    bad(6, "Odd me", "badSettings"), bad(7, "Empty me", "unreadable")])
write("aegis-encrypted.json", pretty({
    "version": 1, "header": {"slots": [{"type": 1, "uuid": "a", "key": "00", "key_params": {"nonce": "00", "tag": "00"}}], "params": {"nonce": "00", "tag": "00"}},
    "db": "RW5jcnlwdGVk"}), refusal="encrypted")

# 2FAS


def service(name, secret, otp):
    return {"name": name, "secret": secret, "updatedAt": 1690000000000, "otp": otp, "order": {"position": 0}}


def otp(account, issuer, **more):
    return {"label": account, "account": account, "issuer": issuer, "digits": 6, "period": 30, "algorithm": "SHA1", "tokenType": "TOTP",
            "source": "Link", **more}


write("2fas.json", pretty({"services": [
    service("GitHub", LONG, otp("octocat", "GitHub")),
    service("桜銀行", BANK, otp("林 さくら", "桜銀行", algorithm="SHA256", digits=8, period=60)),
    service("Typed by hand", SHOP, {"account": "ada", "source": "Manual"}),
    service("Counter", LONG, otp("me", "Counter", tokenType="HOTP", counter=7)),
    service("Steam", LONG, otp("gamer", "Steam", tokenType="STEAM")), service("Broken", "", otp("me", "Broken")),
    service("Odd", LONG, otp("me", "Odd", period=1)), {"name": "Empty"},
], "groups": [], "updatedAt": 1690000000000, "schemaVersion": 4, "appVersionCode": 5000000, "appVersionName": "5.0.0", "appOrigin": "android"}), [
    code("GitHub", "octocat", LONG), code("桜銀行", "林 さくら", BANK, "SHA256", 8, 60), code("Typed by hand", "ada", SHOP),
], [bad(4, "Counter me", "counterBased"), bad(5, "Steam gamer", "otherKind"), bad(6, "Broken me", "badSecret"),
    bad(7, "Odd me", "badSettings"), bad(8, "Empty", "unreadable")])
write("2fas-encrypted.json", pretty({
    "services": [], "servicesEncrypted": "RW5j:cnlwd:GVk", "reference": "RW5j", "schemaVersion": 4, "appOrigin": "ios"}), refusal="encrypted")

# Neither

write("photo-list.json", pretty({"photos": []}), refusal="unknownForm")
write("note.txt", "Buy milk\n", refusal="unknownForm")
write("empty.txt", "\n\n", refusal="nothingInIt")
(HERE / "expected.json").write_text(pretty(expected))
