#!/usr/bin/env python3
"""Writes totp-peers.txt: 1,000 random cases on which pyotp and oathtool agree (TOTP-02).

Run it by hand, with `pip install pyotp` and Debian's oathtool; the tests read only what it wrote.
"""
import base64
import hashlib
import pathlib
import random
import subprocess

import pyotp

HASHES = {"SHA1": hashlib.sha1, "SHA256": hashlib.sha256, "SHA512": hashlib.sha512}
random = random.Random(4226)
lines = [
    "# Codes on which pyotp and oathtool agree, made by make-totp-peers.py:",
    "# secret in base 32, hash function, digits, period in seconds, seconds since the epoch, code",
]
for _ in range(1_000):
    secret = random.randbytes(random.randint(14, 64))
    name = random.choice(list(HASHES))
    digits = random.choice([6, 6, 7, 8])
    period = random.choice([30, 30, 30, 15, 60, 90])
    now = random.choice([random.randrange(0, 2**31), random.randrange(2**31, 2**36)])
    text = base64.b32encode(secret).decode().rstrip("=")
    code = pyotp.TOTP(text, digits=digits, digest=HASHES[name], interval=period).at(now)
    if digits != 7:  # oathtool knows 6 and 8 only
        peer = subprocess.run(
            ["oathtool", f"--totp={name}", "-d", str(digits), "-s", f"{period}s", "-N", f"@{now}", secret.hex()],
            check=True, capture_output=True, text=True).stdout.strip()
        assert peer == code, (text, name, digits, period, now, code, peer)
    lines.append("\t".join([text, name, str(digits), str(period), str(now), code]))
(pathlib.Path(__file__).parent / "totp-peers.txt").write_text("\n".join(lines) + "\n")
