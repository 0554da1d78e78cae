"""What comes of a passphrase, written from docs/formats/vault.md alone: none of our code derives or opens here."""

import hashlib
import unicodedata
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


@dataclass
class Keys:
    authentication: bytes
    encryption: bytes


def derive(passphrase: str, salt: bytes, rounds: int) -> Keys:
    typed = unicodedata.normalize("NFKC", passphrase).encode()
    stretched = hashlib.pbkdf2_hmac("sha256", typed, salt, rounds)

    def key(purpose: str) -> bytes:
        info = f"aikagi passphrase {purpose}".encode()
        return HKDF(algorithm=hashes.SHA256(), length=32, salt=b"", info=info).derive(stretched)

    return Keys(key("authentication"), key("encryption"))


def unwrap(wrapped: bytes, key: bytes, account: str) -> bytes:
    """The vault key under the encryption key."""
    return opened(wrapped, key, f"aikagi-vault-key-v1\0{account}")


def opened(envelope: bytes, key: bytes, binding: str) -> bytes:
    assert envelope[0] == 1, envelope[:1]
    return AESGCM(key).decrypt(envelope[1:13], envelope[13:], binding.encode())


def sealed(plain: bytes, key: bytes, binding: str, nonce: bytes) -> bytes:
    return b"\x01" + nonce + AESGCM(key).encrypt(nonce, plain, binding.encode())
