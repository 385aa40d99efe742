"""What makes a certificate prove itself, and what is wrong with one.   凭证规则

Pure: no clock, no database, no Django.  Every row carries the SHA-256 of its canonical JSON (keys
sorted, no spaces, UTF-8, without its own hash); one hash over all of them binds rows, order and
number.  The stand-alone twin, which needs Python alone, is verify_certificate.py of the web face;
both read every form of `FORMS`, and tests hold them to the same answers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pandian.counting.certifying.words import (
    CODE_CHARACTERS,
    FOR_ISSUE,
    FORMS,
    MASTERS,
    SECTIONS,
)
from pandian.counting.rules import row_hash
from pandian.kernel.words import Fault

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Of Crockford's base 32: no I, L, O or U, which are misread."""
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
_HEX = frozenset("0123456789abcdef")


def form_of(head: Mapping[str, Any]) -> tuple[str, Any]:
    """Return of which kind and version a certificate says it is."""
    if "report" in head:
        return "sampling", head["report"]
    kind = head.get("kind")
    return str(kind) if "kind" in head else "count", head.get("certificate", 1)


def sections_of(head: Mapping[str, Any]) -> tuple[str, ...] | None:
    """Return the lists of a form in the order of their hash; None for an unknown form."""
    kind, version = form_of(head)
    known = isinstance(version, int) and not isinstance(version, bool)
    return FORMS.get((kind, version)) if known else None


def sealed(head: Mapping[str, Any], sections: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """Return a certificate with a hash in every row and one over all; values are plain JSON."""
    names = sections_of(head)
    assert names is not None, form_of(head)
    body: dict[str, Any] = {"head": {**head, "hash": row_hash(head)}}
    for name in names:
        body[name] = [{**row, "hash": row_hash(row)} for row in sections[name]]
    return {**body, "content_hash": root_of(body, names)}


def root_of(body: Mapping[str, Any], names: Sequence[str]) -> str:
    """Return the hash over the head and all rows of these lists, in order."""
    parts = [str(body["head"]["hash"])]
    parts += [f"{name}:{row['hash']}" for name in names for row in body[name]]
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def altered(certificate: Any) -> list[Fault]:
    """Return what is wrong with a certificate of any form, the first altered row first.

    Empty means unaltered.  The pointer names the row, such as `/lines/17`.
    """
    if not isinstance(certificate, Mapping) or not isinstance(certificate.get("head"), Mapping):
        return [Fault("", "certificate_shape")]
    head = certificate["head"]
    names = sections_of(head)
    if names is None:
        return [Fault("/head", "certificate_form_unknown", _said(form_of(head)))]
    if shape := list(_shape(certificate, names)):
        return shape
    faults = [Fault(place, "certificate_row_altered") for place, row in _rows(certificate, names)
              if row.get("hash") != row_hash(row)]
    if not faults and certificate.get("content_hash") != root_of(certificate, names):
        faults.append(Fault("/content_hash", "certificate_rows_changed"))
    return faults or list(_drawn(head, certificate.get("lines", ())))


def _drawn(head: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    """Yield what is wrong with the draw of a sampling report: its seed, or a line's turn in it.

    Reports of an older release do not say what their seed is made of.
    """
    if "report" not in head or "secret" not in head:
        return
    secret, sealed_by = str(head["secret"]), head.get("sealed")
    if (sealed_by is not None and sealed_by != _sha(secret)) or head.get("seed") != _sha(
            f"{head.get('frame_hash')}:{secret}:{head.get('number')}"):
        yield Fault("/head", "certificate_seed")
        return
    strata: dict[str, list[tuple[str, str, int]]] = {}
    for number, row in enumerate(lines):
        order = _sha(f"{head['seed']}:{row.get('holding')}")[:16]
        strata.setdefault(str(row.get("stratum")), []).append(
            (order, str(row.get("turn")), number))
    for rows in strata.values():
        for turn, (_order, said, number) in enumerate(sorted(rows), 1):
            if said != str(turn):
                yield Fault(f"/lines/{number}", "certificate_turn")


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _said(form: tuple[str, Any]) -> tuple[str, str]:
    kind, version = form
    return kind[:40], str(version)[:40]


def _shape(certificate: Mapping[str, Any], names: Sequence[str]) -> Iterator[Fault]:
    for name in names:
        rows = certificate.get(name)
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            yield Fault(f"/{name}", "certificate_shape")
    known = {"head", *names, "content_hash"}
    for name in certificate:
        if name not in known:
            yield Fault(f"/{str(name)[:80]}", "certificate_shape")


def _rows(
    certificate: Mapping[str, Any], names: Sequence[str]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield "/head", certificate["head"]
    for name in names:
        for number, row in enumerate(certificate[name]):
            yield f"/{name}/{number}", row


def code_of(content_hash: str) -> str:
    """Return the verification code of a content hash: 80 of its bits, in groups of four."""
    bits = int(content_hash[:CODE_CHARACTERS * 5 // 4], 16)
    signs = [ALPHABET[bits >> 5 * n & 31] for n in reversed(range(CODE_CHARACTERS))]
    return "-".join("".join(signs[at:at + 4]) for at in range(0, CODE_CHARACTERS, 4))


def read_code(text: str) -> str | None:
    """Return the code that somebody typed (or a whole content hash), as `code_of` writes it.

    Case, spaces and dashes do not matter, nor do O for 0, I and L for 1.  None: it is no code.
    """
    bare = "".join(text.split()).replace("-", "")
    if len(bare) == 64 and set(bare.lower()) <= _HEX:
        return code_of(bare.lower())
    signs = bare.upper().translate(_MISREAD)
    if len(signs) != CODE_CHARACTERS or not set(signs) <= set(ALPHABET):
        return None
    return "-".join(signs[at:at + 4] for at in range(0, CODE_CHARACTERS, 4))


def state_hash(head: Mapping[str, Any], sections: Mapping[str, Sequence[Any]]) -> str:
    """Return the hash of what a certificate says of the count, whatever the issue's number."""
    parts = [row_hash({k: v for k, v in head.items() if k not in FOR_ISSUE})]
    parts += [f"{name}:{_state(row)}" for name in SECTIONS[2] if name != "changes"
              for row in sections[name]]
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def changes(
    before: Mapping[str, Any], sections: Mapping[str, Sequence[Mapping[str, Any]]]
) -> list[dict[str, Any]]:
    """Return what is not as the certificate before said: (list, row, added/removed/changed).

    Rows are the same by what names them (id, line, number), else by all they say.
    """
    found: list[dict[str, Any]] = []
    for name, rows in sections.items():
        if name == "changes" or name not in before:
            continue
        then = {_key(row): _state(row) for row in before[name]}
        now = {_key(row): _state(row) for row in rows}
        found += [{"list": name, "row": key, "what": "added" if key not in then else "changed"}
                  for key, value in now.items() if then.get(key) != value]
        found += [{"list": name, "row": key, "what": "removed"} for key in then if key not in now]
    return found


def _state(row: Mapping[str, Any]) -> str:
    return row_hash({key: value for key, value in row.items() if key not in MASTERS})


def _key(row: Mapping[str, Any]) -> str:
    for name in ("id", "line", "number", "signature"):
        if row.get(name) is not None:
            return str(row[name])
    return row_hash(row)
