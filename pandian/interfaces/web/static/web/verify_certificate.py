#!/usr/bin/env python3
"""Check a certificate without pandian, without a network.   独立验证凭证

    python3 verify_certificate.py FILE [CODE]

FILE: certificate.json or the certificate's PDF (the JSON is attached to it), of a count, a joint
count, a destruction, or the report of a sampling stocktake.  CODE: the verification code, the
content hash or the SHA-256 of the file, from the paper, from the signer or from pandian's page.
Needs Python 3.8 or later and nothing else.  Every row carries the SHA-256 of its canonical JSON
(keys sorted, no spaces, UTF-8, without the field "hash"); `content_hash` is the SHA-256 of the
hash of the head and then "<list>:<hash>" of every row, one a line; the code is the first 80 bits
of it.  Who rewrites rows *and* hashes is found by CODE alone.  A PDF: what is checked is the
attached JSON; the paper's words are covered by the SHA-256 of the file.
Exit status: 0 unaltered, 1 altered, 2 unreadable.
只需 Python 3.8 或更高版本。文件可以是 JSON，也可以是凭证 PDF（内附 JSON）。每一行都带着自己的摘要；
给出纸面上的验证码，连摘要一起改写的也能发现。PDF 的文字由整个文件的 SHA-256 保护。
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import zlib
from typing import Any

COUNT = ("observations", "visits", "lines", "approvals", "postings", "seals")
DOCUMENT = ("lines", "counts", "events", "signatures", "postings", "papers")
FORMS = {
    ("count", 1): COUNT,
    ("count", 2): (*COUNT, "verdicts", "policies", "consents", "auto_approvals", "signatures",
                   "reasons", "changes"),
    ("destruction", 1): DOCUMENT,
    ("joint_count", 1): DOCUMENT,
    ("sampling", 1): ("strata", "lines"),
    ("period", 1): ("counts", "lines", "doubts", "uncaused", "repairs", "transit", "stock", "late"),
}
FILE_BYTES_MAX = 1 << 28
VALUES_MAX = 20_000_000
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_SIGNS = 16
ATTACHED = re.compile(rb"/EmbeddedFile\b[^\x00]{0,400}?stream\r?\n")


class Unreadable(ValueError):
    """The file cannot be a certificate: `name` says why, in one word."""

    def __init__(self, name: str, said: str) -> None:
        super().__init__(f"{name}: {said}")
        self.name = name


class Twice(ValueError):
    """A field is there twice: which one counts would be a matter of taste."""


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; a field given twice is an alteration."""
    made = dict(pairs)
    if len(made) != len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise Twice(name)
            seen.add(name)
    return made


def digest(text: str) -> str:
    """Return the SHA-256 of a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def row_hash(row: dict[str, Any]) -> str:
    """Return the hash that a row should carry."""
    plain = {key: value for key, value in row.items() if key != "hash"}
    return digest(json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def sections_of(head: dict[str, Any]) -> Any:
    """Return the lists of a certificate by its kind and version; None: not known here."""
    if "report" in head:
        kind, version = "sampling", head["report"]
    else:
        kind, version = head.get("kind", "count"), head.get("certificate", 1)
    if isinstance(version, bool) or not isinstance(version, int) or not isinstance(kind, str):
        return None
    return FORMS.get((kind, version))


def code_of(content_hash: str) -> str:
    """Return the verification code of a content hash: its first 80 bits in base 32."""
    bits = int(content_hash[:20], 16)
    signs = "".join(ALPHABET[bits >> 5 * n & 31] for n in reversed(range(CODE_SIGNS)))
    return "-".join(signs[at:at + 4] for at in range(0, CODE_SIGNS, 4))


def altered(certificate: Any, expected: str = "") -> list[tuple[str, str]]:
    """Return where the certificate was altered, the first place first; empty = nowhere."""
    if not isinstance(certificate, dict) or not isinstance(certificate.get("head"), dict):
        return [("", "this is no certificate 不是凭证")]
    head = certificate["head"]
    sections = sections_of(head)
    if sections is None:
        return [("/head", "its kind or version is not known here: take a newer verifier "
                          "种类或版本不认识，请用更新的验证工具")]
    found = [("/" + str(name)[:80], "does not belong here 多出的内容") for name in certificate
             if name not in ("head", "content_hash", *sections)]
    if head.get("hash") != row_hash(head):
        found.append(("/head", "was altered 被改动"))
    parts = [str(head.get("hash"))]
    for name in sections:
        rows = certificate.get(name)
        if not isinstance(rows, list):
            found.append(("/" + name, "is missing 缺失"))
            continue
        for number, row in enumerate(rows):
            own = row.get("hash") if isinstance(row, dict) else ""
            if not isinstance(row, dict) or own != row_hash(row):
                found.append((f"/{name}/{number}", "was altered 被改动"))
            parts.append(f"{name}:{own}")
    root = digest("\n".join(parts))
    if certificate.get("content_hash") != root and not found:
        found.append(("/content_hash", "rows were added, removed or reordered 行有增减或换序"))
    if expected and not found and not means(root, expected):
        found.append(("/content_hash", "is not the one given 与给出的验证码不同"))
    return found or misdrawn(head, certificate.get("lines", []))


def misdrawn(head: dict[str, Any], lines: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Return where a sampling report was not drawn as it says: its seed, the turns of its lines.

    The seed is the SHA-256 of "frame_hash:secret:number", `sealed` that of the secret; in each
    stratum turn 1 has the smallest SHA-256 of "seed:holding".  Older reports do not say it.
    """
    if "report" not in head or "secret" not in head:
        return []
    secret, sealed = str(head["secret"]), head.get("sealed")
    made = digest(f"{head.get('frame_hash')}:{secret}:{head.get('number')}")
    if (sealed is not None and sealed != digest(secret)) or head.get("seed") != made:
        return [("/head", "its seed is not made as it says 种子与其组成不符")]
    strata: dict[str, list[tuple[str, str, int]]] = {}
    for number, row in enumerate(lines):
        order = digest(f"{made}:{row.get('holding')}")[:16]
        strata.setdefault(str(row.get("stratum")), []).append(
            (order, str(row.get("turn")), number))
    return [(f"/lines/{number}", "was not drawn by this seed 不是由该种子抽中的顺序")
            for rows in strata.values()
            for turn, (_, said, number) in enumerate(sorted(rows), 1) if said != str(turn)]


def means(root: str, expected: str) -> bool:
    """Say whether somebody meant this content hash: by all of it, or by its code."""
    bare = "".join(expected.split()).replace("-", "")
    signs = bare.upper().replace("O", "0").replace("I", "1").replace("L", "1")
    return bare.lower() == root or signs == code_of(root).replace("-", "")


def read(data: bytes) -> Any:
    """Return the certificate in a file's bytes.  Raises `Unreadable`, `Twice`."""
    if len(data) > FILE_BYTES_MAX:
        raise Unreadable("too_large", f"more than {FILE_BYTES_MAX} bytes 文件太大")
    if data[:5] == b"%PDF-":
        data = attached(data)
    if data.count(b",") + data.count(b"[") + data.count(b"{") > VALUES_MAX:
        raise Unreadable("too_many_values", f"more than {VALUES_MAX} values 内容太多")
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=once)
    except UnicodeDecodeError as error:
        raise Unreadable("not_utf8", f"byte {error.start} 不是 UTF-8") from error
    except (RecursionError, MemoryError) as error:
        raise Unreadable("too_deep", "nested too deeply 嵌套太深") from error
    except Twice:
        raise
    except ValueError as error:
        raise Unreadable("not_json", str(error)[:200]) from error


def attached(data: bytes) -> bytes:
    """Return the one JSON attached to a PDF, unpacked within bounds.  Raises `Unreadable`."""
    found = list(ATTACHED.finditer(data))
    if len(found) != 1:
        raise Unreadable("no_attachment", f"{len(found)} attached files in the PDF, not 1 "
                         "PDF 中没有（或不止一份）附件：请用原文件或 JSON")
    start = found[0].end()
    if b"/FlateDecode" not in found[0].group():
        return data[start:data.find(b"endstream", start)].rstrip(b"\r\n")
    unpacker = zlib.decompressobj()
    try:
        made = unpacker.decompress(data[start:], FILE_BYTES_MAX + 1)
    except zlib.error as error:
        raise Unreadable("attachment_damaged", f"{error} 附件损坏") from error
    if len(made) > FILE_BYTES_MAX:
        raise Unreadable("too_large", f"more than {FILE_BYTES_MAX} bytes unpacked 解压后太大")
    if not unpacker.eof:
        raise Unreadable("attachment_damaged", "it ends too early 附件不完整")
    return made


def main(arguments: list[str]) -> int:
    """Check one file and say what is wrong with it."""
    if not 1 <= len(arguments) <= 2:
        print(__doc__)
        return 2
    expected = arguments[1] if len(arguments) == 2 else ""
    try:
        with open(arguments[0], "rb") as file:
            data = file.read(FILE_BYTES_MAX + 1)
        certificate = read(data)
    except Twice as error:
        print(f"ALTERED 被改动: the field {str(error)[:80]!r} is there twice 字段重复")
        return 1
    except (OSError, Unreadable) as error:
        print(f"UNREADABLE 无法读取: {error}")
        return 2
    whole = hashlib.sha256(data).hexdigest()
    found = altered(certificate, "" if expected.strip().lower() == whole else expected)
    for place, what in found:
        print(f"ALTERED 被改动 {place or '/'}: {what}")
    if not found:
        rows = sum(len(certificate[name]) for name in sections_of(certificate["head"]))
        root = certificate["content_hash"]
        print(f"UNALTERED 未被改动: {rows} rows, code 验证码 {code_of(root)}, "
              f"content hash 总摘要 {root}, SHA-256 of the file 文件摘要 {whole}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
