"""Codes as oathtool makes them: the other opinion on ours."""

import subprocess
import time


def codes(secret: str, *more: str) -> list[str]:
    """What it shows now; and a second ago, for a step that ends while we look. `secret` is in base32."""
    moments = [time.time(), time.time() - 1]
    command = ["oathtool", *(more or ["--totp"]), "--base32"]
    return [
        subprocess.check_output([*command, "--now", f"@{int(moment)}", secret], text=True).strip() for moment in moments
    ]
