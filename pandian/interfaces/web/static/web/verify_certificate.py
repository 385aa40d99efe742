#!/usr/bin/env python3
"""Check the certificate of a count without pandian, without a network.   独立验证盘点凭证

    python3 verify_certificate.py certificate.json [CONTENT_HASH]

Needs Python 3.8 or later and nothing else.  Every row carries the SHA-256 of its canonical JSON
(keys sorted, no spaces, UTF-8, without the field "hash"); `content_hash` is the SHA-256 of the
hash of the head and then "<list>:<hash>" of every row, one a line.  With CONTENT_HASH (from the
paper, from the signer) the whole file is compared with it too: who rewrites rows *and* hashes is
found by that.  Exit status: 0 unaltered, 1 altered, 2 unreadable.
只需 Python 3.8 或更高版本。每一行都带着自己的摘要；给出纸面上的总摘要，连摘要一起改写的也能发现。
"""

from __future__ import annotations

import hashlib
import json
import sys
from typing import Any

SECTIONS = ("observations", "visits", "lines", "approvals", "postings", "seals")
KNOWN = ("head", *SECTIONS, "content_hash")


class Twice(ValueError):
    """A field is there twice: which one counts would be a matter of taste."""


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; a field given twice is an alteration."""
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise Twice(name)
    return dict(pairs)


def digest(text: str) -> str:
    """Return the SHA-256 of a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def row_hash(row: dict[str, Any]) -> str:
    """Return the hash that a row should carry."""
    plain = {key: value for key, value in row.items() if key != "hash"}
    return digest(json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def altered(certificate: Any, expected: str = "") -> list[tuple[str, str]]:
    """Return where the certificate was altered, the first place first; empty = nowhere."""
    if not isinstance(certificate, dict):
        return [("", "this is no certificate 不是凭证")]
    found = [("/" + name, "does not belong here 多出的内容") for name in certificate
             if name not in KNOWN]
    head = certificate.get("head")
    if not isinstance(head, dict):
        return [*found, ("/head", "is missing 缺失")]
    if head.get("hash") != row_hash(head):
        found.append(("/head", "was altered 被改动"))
    parts = [str(head.get("hash"))]
    for name in SECTIONS:
        rows = certificate.get(name)
        if not isinstance(rows, list):
            found.append(("/" + name, "is missing 缺失"))
            continue
        for number, row in enumerate(rows):
            if not isinstance(row, dict) or row.get("hash") != row_hash(row):
                found.append((f"/{name}/{number}", "was altered 被改动"))
            own = row.get("hash") if isinstance(row, dict) else ""
            parts.append(f"{name}:{own}")
    root = digest("\n".join(parts))
    if certificate.get("content_hash") != root and not found:
        found.append(("/content_hash", "rows were added, removed or reordered 行有增减或换序"))
    if expected and certificate.get("content_hash") != expected.strip().lower():
        found.append(("/content_hash", "is not the one given 与给出的总摘要不同"))
    return found


def main(arguments: list[str]) -> int:
    """Check one file and say what is wrong with it."""
    if not 1 <= len(arguments) <= 2:
        print(__doc__)
        return 2
    try:
        with open(arguments[0], encoding="utf-8") as file:
            certificate = json.load(file, object_pairs_hook=once)
    except Twice as error:
        print(f"ALTERED 被改动: the field {error} is there twice 字段重复")
        return 1
    except (OSError, ValueError, RecursionError) as error:
        print(f"UNREADABLE 无法读取: {error}")
        return 2
    found = altered(certificate, *arguments[1:])
    for place, what in found:
        print(f"ALTERED 被改动 {place or '/'}: {what}")
    if not found:
        rows = sum(len(certificate[name]) for name in SECTIONS)
        print(f"UNALTERED 未被改动: {rows} rows, content hash 总摘要 {certificate['content_hash']}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
