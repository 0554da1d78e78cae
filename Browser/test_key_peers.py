"""soft-webauthn, fido2 and webauthn from PyPI against our passkeys: the same answers, and the same verdicts."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from rig import person as people

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / "Browser" / "peers" / "key_peers.py"
PYTHON = Path(os.environ.get("AIKAGI_PEERS", ROOT / ".venv-peers" / "bin" / "python"))


def ask(*arguments: str, told: str = "") -> dict:
    command = [str(PYTHON), str(PEERS), *arguments]
    answer = subprocess.run(command, input=told, capture_output=True, text=True, timeout=900)
    assert answer.returncode == 0, answer.stderr[-3000:]
    return json.loads(answer.stdout)


@pytest.mark.timeout(1000)
def test_a_thousand_spoilt_answers_get_the_same_verdict_from_all(server, administrator, open_page):
    """A key of soft-webauthn is added by our page; fido2, webauthn and our first page judge what it signs."""
    page = open_page()
    people.sign_in(page, server, administrator)
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    found = ask("mutations", server.origin, "1000", told=json.dumps(cookies))
    assert found["differ"] == []
    assert found["tried"] == 1000
    # Some were left as they were, and all three let them in.
    assert 50 < found["accepted"] < 300


def test_the_vectors_of_the_standard_get_the_same_verdict_from_all():
    """`PublishedVectorTests` holds us to the same file: all but those of frames, which are not configured, and Ed448."""
    verdicts = ask("vectors", str(ROOT / "Tests" / "Vectors" / "public-key-credentials"))
    accepted = {name for name, (fido2, _) in verdicts.items() if fido2}
    assert set(verdicts) - accepted == {"packed-ed448"}
    # webauthn doesn't know ES384.
    assert {name for name, (_, webauthn) in verdicts.items() if not webauthn} == {"packed-ed448", "packed-es384"}
