"""Files locked with a passphrase: AES-256-GCM in chunks, whatever their size.   加密文件

The first bytes name the format, then the salt; each chunk has its length in front.  Number and
lastness of a chunk are sealed with it: a chunk that is cut, swapped, repeated or left out at the
end is found.  The key comes from the passphrase by scrypt.
"""

from __future__ import annotations

import secrets
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC = b"PANDIANBAK1\n"
SALT_BYTES = 16
CHUNK_BYTES = 1 << 20
TAG_BYTES = 16
SCRYPT_COST = 1 << 15


class VaultBroken(RuntimeError):
    """The file is not one of ours, was changed or cut, or the passphrase is another."""


def lock(source: IO[bytes], target: Path, *, passphrase: str) -> None:
    """Write what `source` gives into a locked file."""
    salt = secrets.token_bytes(SALT_BYTES)
    key = _key(passphrase, salt)
    with target.open("wb") as out:
        out.write(MAGIC + salt)
        number, chunk = 0, source.read(CHUNK_BYTES)
        while True:
            after = source.read(CHUNK_BYTES)
            sealed = key.encrypt(_nonce(number), chunk, _place(number, last=not after))
            out.write(struct.pack(">I", len(sealed)) + sealed)
            if not after:
                return
            number, chunk = number + 1, after


def unlock(source: Path, target: IO[bytes], *, passphrase: str) -> None:
    """Write what a locked file holds.  Raises `VaultBroken`; what was written is then worthless."""
    with source.open("rb") as held:
        if held.read(len(MAGIC)) != MAGIC:
            raise VaultBroken(f"{source} is no locked back-up of pandian")
        key = _key(passphrase, held.read(SALT_BYTES))
        number, last = -1, False
        for number, sealed in enumerate(_chunks(held, source)):
            if last:
                raise VaultBroken(f"{source} goes on after its end")
            plain, last = _opened(key, number, sealed, source)
            target.write(plain)
        if not last:
            raise VaultBroken(f"{source} was cut after chunk {number + 1}")


def is_locked(path: Path) -> bool:
    """Say whether a file is a locked one."""
    with path.open("rb") as held:
        return held.read(len(MAGIC)) == MAGIC


def _chunks(held: IO[bytes], source: Path) -> Iterator[bytes]:
    while head := held.read(4):
        size = struct.unpack(">I", head)[0] if len(head) == 4 else 0
        if not TAG_BYTES <= size <= CHUNK_BYTES + TAG_BYTES:
            raise VaultBroken(f"{source} was changed or cut")
        yield held.read(size)


def _opened(key: AESGCM, number: int, sealed: bytes, source: Path) -> tuple[bytes, bool]:
    for last in (False, True):
        try:
            return key.decrypt(_nonce(number), sealed, _place(number, last=last)), last
        except InvalidTag:
            continue
    raise VaultBroken(f"{source}: chunk {number + 1} was changed, or the passphrase is another")


def _key(passphrase: str, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=SCRYPT_COST, r=8, p=1)
                  .derive(passphrase.encode()))


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")  # the key is this file's alone: its salt is random


def _place(number: int, *, last: bool) -> bytes:
    return struct.pack(">Q?", number, last)
