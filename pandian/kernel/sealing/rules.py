"""Small secrets that must be read again, sealed at rest.   密封

What can be checked by its hash is kept as a hash.  What must be sent (the key of a group's robot)
is sealed by AES-256-GCM under a key made of the house's own key, which is not in the database: a
copy of the tables alone tells nothing.  `place` names where it stands; a seal moved to another
place does not open.  Pure but for fresh randomness.
"""

from __future__ import annotations

import secrets
from typing import Any

NONCE_BYTES = 12
FORM = b"\x01"
"""The first byte names how it was sealed."""


class SealBroken(ValueError):
    """It was changed, moved, or sealed under another key of the house."""


def seal(text: str, *, key: str, place: str) -> bytes:
    """Return a text sealed for a place."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    held: bytes = _cipher(key).encrypt(nonce, text.encode(), place.encode())
    return FORM + nonce + held


def unseal(sealed: bytes, *, key: str, place: str) -> str:
    """Return what was sealed for a place.  Raises `SealBroken`."""
    from cryptography.exceptions import InvalidTag

    form, nonce, held = sealed[:1], sealed[1:1 + NONCE_BYTES], sealed[1 + NONCE_BYTES:]
    try:
        if form != FORM:
            raise SealBroken("another form of seal")
        plain: bytes = _cipher(key).decrypt(nonce, held, place.encode())
    except (InvalidTag, ValueError) as error:
        raise SealBroken("the seal does not open here") from error
    return plain.decode()


def _cipher(key: str) -> Any:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"pandian sealing 1")
    return AESGCM(made.derive(key.encode()))
