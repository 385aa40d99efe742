"""What a push must be: read, checked, told from another content.   采集规则

Pure: no clock, no database, no Django.  When a row was seen is decided in `clock`.
"""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from pandian.capture.devices.rules import contract_faults
from pandian.capture.words import (
    CODE_CHARACTERS_MAX,
    NOTE_CHARACTERS_MAX,
    OBSERVATIONS_MAX,
    SAMPLES_MAX,
    TEXT_CHARACTERS_MAX,
    UNCERTAINTY_DEFAULT_MS,
    Malformed,
    ObservationDraft,
    Push,
    PushRefused,
    Sample,
)
from pandian.kernel.rules import QUANTITY_MAX, instant, keepable, milliseconds
from pandian.kernel.words import Fault

HASH_BYTES = 16
UNIX = datetime(1970, 1, 1, tzinfo=UTC)
COMPARED = (
    "seq", "task", "visit", "place", "code", "item", "lot", "serial", "status", "owner", "mode",
    "quantity", "unit", "factor", "observed_at", "undoes",
)
"""Fields by which a replay is told from another content, in the order they are named."""
STORED = ("place", "code", "item", "lot", "serial", "status", "owner", "unit", "note")
MEASURED = (*STORED[:-1], "mode", "note", "entry")
"""Texts that may hold no NUL, and texts whose length is bounded."""

_compared, _stored, _measured = attrgetter(*COMPARED), attrgetter(*STORED), attrgetter(*MEASURED)


def body_hash(draft: ObservationDraft) -> bytes:
    """Return the hash of what was sent: a replay has the same, another content has not."""
    return hashlib.blake2b(_written(_compared(draft)).encode(), digest_size=HASH_BYTES).digest()


def difference(known: ObservationDraft, given: ObservationDraft) -> str | None:
    """Return the first field in which two bodies of one id differ, or None."""
    for field in COMPARED:
        if _plain(getattr(known, field)) != _plain(getattr(given, field)):
            return field
    return None


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return str(value) if isinstance(value, UUID) else value


_written = json.JSONEncoder(ensure_ascii=True, default=_plain).encode


def check(draft: ObservationDraft, *, numbered: bool) -> tuple[str, tuple[Fault, ...]]:
    """Return ('', ()) for a sound row, else its `refused_...` result and every fault.

    `numbered` rows come from a device and must carry their seq.
    """
    schema, texts = _shape(draft, numbered=numbered), _texts(draft)
    numbers = _numbers(draft)
    if not (schema or texts or numbers):
        return "", ()
    for result, faults in (
        ("refused_schema", schema), ("refused_text_too_long", texts),
        ("refused_quantity_range", numbers),
    ):
        if faults:
            return result, (*schema, *texts, *numbers)
    return "", ()


def _shape(draft: ObservationDraft, *, numbered: bool) -> list[Fault]:
    faults = []
    if numbered and (draft.seq is None or not 0 < draft.seq <= QUANTITY_MAX):
        faults.append(Fault("/seq", "seq_needed"))
    if draft.mode == "undo":
        if draft.undoes is None:
            faults.append(Fault("/undoes", "undoes_missing"))
        return faults
    if not draft.place.strip():
        faults.append(Fault("/place", "place_missing"))
    if draft.mode == "set" and draft.quantity is None:
        faults.append(Fault("/quantity", "quantity_missing"))
    if draft.mode in ("set", "add") and not (draft.code or draft.item):
        faults.append(Fault("/item", "nothing_named"))
    faults.extend(Fault(f"/{name}", "bad_character")
                  for name, text in zip(STORED, _stored(draft), strict=True)
                  if text and "\0" in text)
    return faults


def _texts(draft: ObservationDraft) -> list[Fault]:
    given = _measured(draft)
    if sum(len(text) for text in given if text) <= TEXT_CHARACTERS_MAX:
        return []
    limits = {"code": CODE_CHARACTERS_MAX, "note": NOTE_CHARACTERS_MAX}
    return [
        Fault(f"/{name}", "too_long", (limits.get(name, TEXT_CHARACTERS_MAX),))
        for name, text in zip(MEASURED, given, strict=True)
        if len(text or "") > limits.get(name, TEXT_CHARACTERS_MAX)
    ]


def _numbers(draft: ObservationDraft) -> list[Fault]:
    if draft.mode not in ("set", "add"):
        return []
    factor = 1 if draft.factor is None else draft.factor
    if factor < 1 or factor > QUANTITY_MAX:
        return [Fault("/factor", "out_of_range", (1, QUANTITY_MAX))]
    base = (1 if draft.quantity is None else draft.quantity) * factor
    if not 0 <= base <= QUANTITY_MAX:
        return [Fault("/quantity", "quantity_range", (QUANTITY_MAX, draft.quantity))]
    if draft.serial and base > 1:
        return [Fault("/quantity", "serial_quantity", (draft.quantity,))]
    return []


def acknowledged(seqs: Sequence[int], *, last_seq: int) -> tuple[int, list[tuple[int, int]]]:
    """Return the contiguous part from 1 and the holes below `last_seq` (the SQL's oracle)."""
    known = sorted({seq for seq in seqs if seq > 0})
    acked, gaps, expected = 0, [], 1
    for seq in known:
        if seq > expected:
            gaps.append((expected, seq - 1))
        expected = seq + 1
    if last_seq >= expected:
        gaps.append((expected, last_seq))
    acked = gaps[0][0] - 1 if gaps else expected - 1
    return acked, gaps


def malformed(body: Mapping[str, object], faults: Sequence[Fault]) -> Malformed:
    """Return the element that could not be read, with what of its identity is readable."""
    seq = body.get("seq")
    number = seq if isinstance(seq, int) and not isinstance(seq, bool) and seq > 0 else None
    return Malformed(str(body.get("id", ""))[:64], number, "refused_schema", body, tuple(faults))


KNOWN_FIELDS = frozenset(ObservationDraft._fields) - {"extra"}
TEXT_FIELDS = ("place", "unit", "code", "item", "lot", "serial", "status", "owner", "mode",
               "entry", "note")
ID_FIELDS = ("task", "visit", "undoes", "origin")
NUMBER_FIELDS = ("quantity", "factor", "seq", "mono_ms")
SURROGATES = re.compile("[\ud800-\udfff]")
EMPTY_TEXTS = frozenset({"place", "mode", "entry", "note"})
"""Texts that are '' when they are not given; the others are None."""


def push_from(body: Mapping[str, object]) -> Push:
    """Read a push body.  Elements that are no observations come back as `malformed`.

    Unknown fields are kept in `extra`.  Raises `PushRefused` with every fault when the push as a
    whole cannot be read: then nothing of it is stored.
    """
    read = _Reader(body)
    install, sent_at = read.uuid("install", needed=True), read.instant("sent_at", needed=True)
    last_seq, contract = read.integer("last_seq"), read.integer("contract")
    rows = read.objects("observations", OBSERVATIONS_MAX)
    samples = [_sample(one, f"/samples/{n}", read.faults)
               for n, one in enumerate(read.objects("samples", SAMPLES_MAX))]
    if last_seq is not None and not 0 <= last_seq <= QUANTITY_MAX:
        read.faults.append(Fault("/last_seq", "out_of_range", (0, QUANTITY_MAX)))
    if contract is not None:
        read.faults.extend(contract_faults(contract))
    push, version = read.uuid("push"), read.text("app_version")
    if read.faults:
        raise PushRefused(read.faults)
    read_rows = [observation_from(row, f"/observations/{n}") for n, row in enumerate(rows)]
    return Push(
        install, sent_at, last_seq,
        tuple(row for row in read_rows if isinstance(row, ObservationDraft)),
        tuple(row for row in read_rows if isinstance(row, Malformed)),
        tuple(sample for sample in samples if sample), version or "", push,
        sent=_sent(read, sent_at),
    )


def _sent(read: _Reader, sent_at: datetime | None) -> Sample | None:
    """Return the monotonic clock at which a push was sent, where the device tells it."""
    origin, mono_ms = read.body.get("origin"), read.body.get("mono_ms")
    try:
        life = UUID(origin) if isinstance(origin, str) else None
    except ValueError:
        life = None
    if (life is None or sent_at is None or not isinstance(mono_ms, int)
            or isinstance(mono_ms, bool) or abs(mono_ms) > QUANTITY_MAX):
        return None
    return Sample(life, mono_ms, 0, UNCERTAINTY_DEFAULT_MS, milliseconds(sent_at - UNIX))


def observation_from(body: object, pointer: str) -> ObservationDraft | Malformed:
    """Read one observation, or say with every fault why it is none."""
    if not isinstance(body, Mapping):
        return malformed({}, [Fault(pointer, "not_an_object")])
    unkept = _unkept_code(body)
    read = _Reader({**body, **unkept} if unkept else body, pointer)
    texts = {name: read.text(name) or ("" if name in EMPTY_TEXTS else None)
             for name in TEXT_FIELDS if body.get(name) is not None}
    condition = body.get("condition") or ()
    if not isinstance(condition, list | tuple) or not all(isinstance(c, str) for c in condition):
        read.faults.append(Fault(f"{pointer}/condition", "not_an_array"))
    if not texts.get("mode"):
        read.faults.append(Fault(f"{pointer}/mode", "missing"))
    given: dict[str, Any] = {
        **texts, "id": read.uuid("id", needed=True),
        "observed_at": read.instant("observed_at", needed=True),
        **{name: read.uuid(name) for name in ID_FIELDS if body.get(name) is not None},
        **{name: read.integer(name) for name in NUMBER_FIELDS if body.get(name) is not None},
        "condition": tuple(condition) if isinstance(condition, list | tuple) else (),
        "extra": {key: value for key, value in read.body.items() if key not in KNOWN_FIELDS},
    }
    if read.faults:
        return malformed(body, read.faults)
    return ObservationDraft(**given)


def _unkept_code(body: Mapping[str, Any]) -> dict[str, str]:
    """Return a code that no database text can hold as one that can be shown, and its bytes.

    A NUL or half a surrogate in a symbol is a fault of the label, not of the person: the row is
    stored, and what was scanned stays in `code_base64`.
    """
    code = body.get("code")
    if not isinstance(code, str) or keepable(code):
        return {}
    return {"code": SURROGATES.sub("\ufffd", code.replace("\0", "\u2400")),
            "code_base64": b64encode(code.encode("utf-8", "surrogatepass")).decode()}


class _Reader:
    """Takes typed fields out of a JSON object and gathers what is wrong."""

    def __init__(self, body: Mapping[str, Any], pointer: str = "") -> None:
        self.body, self.pointer = body, pointer
        self.faults: list[Fault] = []

    def _wrong(self, name: str, code: str, *params: object) -> None:
        self.faults.append(Fault(f"{self.pointer}/{name}", code, params))

    def _given(self, name: str, *, needed: bool = False) -> Any:
        value = self.body.get(name)
        if value is None and needed:
            self._wrong(name, "missing")
        return value

    def uuid(self, name: str, *, needed: bool = False) -> UUID | None:
        value = self._given(name, needed=needed)
        if value is None:
            return None
        try:
            return UUID(value)
        except (ValueError, TypeError, AttributeError):
            self._wrong(name, "not_a_uuid")
        return None

    def instant(self, name: str, *, needed: bool = False) -> datetime | None:
        value = self._given(name, needed=needed)
        if value is None:
            return None
        try:
            return instant(value)
        except (ValueError, TypeError, OverflowError):
            self._wrong(name, "not_an_instant")
        return None

    def integer(self, name: str) -> int | None:
        value = self._given(name)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool):
            self._wrong(name, "not_an_integer")
            return None
        return value

    def text(self, name: str) -> str | None:
        value = self._given(name)
        if value is None:
            return None
        if not isinstance(value, str):
            self._wrong(name, "wrong_type", "text")
            return None
        if not keepable(value):
            self._wrong(name, "bad_character")
            return None
        return value

    def objects(self, name: str, most: int) -> list[Any]:
        value = self._given(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self._wrong(name, "not_an_array")
            return []
        if len(value) > most:
            self._wrong(name, "too_many", most, len(value))
            return []
        return value


def _sample(body: object, pointer: str, faults: list[Fault]) -> Sample | None:
    if not isinstance(body, Mapping):
        faults.append(Fault(pointer, "not_an_object"))
        return None
    read = _Reader(body, pointer)
    origin = read.uuid("origin", needed=True)
    numbers = ("mono_ms", "offset_ms", "error_ms", "wall_ms")
    mono, offset, error, wall = (read.integer(name) for name in numbers)
    faults.extend(read.faults)
    faults.extend(
        Fault(f"{pointer}/{name}", "out_of_range", (-QUANTITY_MAX, QUANTITY_MAX))
        for name, value in zip(numbers, (mono, offset, error, wall), strict=True)
        if value is not None and abs(value) > QUANTITY_MAX)
    if origin is None or mono is None or offset is None or error is None:
        return None
    return Sample(origin, mono, offset, max(error, 0), wall)
