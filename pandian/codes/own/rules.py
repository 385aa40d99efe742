"""Our own codes read and built: `PD:B:<site>.<place>`, `PD:C:UNDO`.   自用码规则"""

from __future__ import annotations

from pandian.codes.gs1.rules import visible
from pandian.codes.own.words import CHARACTERS_MAX, COMMANDS, KINDS, PREFIX
from pandian.codes.words import Field, Found
from pandian.kernel.words import Fault


def is_own(text: str) -> bool:
    """Say whether the text has our private prefix, in either case."""
    return text[:len(PREFIX)].upper() == PREFIX


def read(text: str) -> Found | None:
    """Read a code of ours; None without our prefix.  Never raises."""
    if not is_own(text):
        return None
    letter, colon, body = text[len(PREFIX):].partition(":")
    kind = KINDS.get(letter.upper()) if colon else None
    if kind is None:
        return Found((Field("", "unknown", text[len(PREFIX):]),),
                     (Fault("/fields/0", "unknown_ai", (letter[:40], len(PREFIX) + 1)),))
    fields = tuple(_fields(letter.upper(), kind, body))
    faults = tuple(_faults(fields, text))
    key = None if faults else PREFIX + fields[0].ai + ":" + ".".join(f.value for f in fields)
    return Found(fields, faults, (), key, "own" if key else None)


def _fields(letter: str, kind: str, body: str) -> list[Field]:
    if kind == "place":
        site, _, place = body.partition(".")
        return [Field(letter, "site", site), Field(letter, "place", place)]
    return [Field(letter, kind, body.upper() if kind == "command" else body)]


def _faults(fields: tuple[Field, ...], text: str) -> list[Fault]:
    faults = [Fault(f"/fields/{n}", "length", (f"{PREFIX}{f.ai} {f.name}", "1..", 0))
              for n, f in enumerate(fields) if not f.value]
    if len(text) > CHARACTERS_MAX:
        faults.append(Fault("", "text_too_long", (CHARACTERS_MAX, len(text))))
    wrong = [visible(c) for c in text if not c.isprintable()]
    if wrong:
        faults.append(Fault("", "control_character", (" ".join(dict.fromkeys(wrong)),)))
    command = next((f for f in fields if f.name == "command"), None)
    if command and command.value and command.value not in COMMANDS:
        faults.append(Fault("/fields/0", "not_listed", (
            f"{PREFIX}C", command.value[:40], " ".join(COMMANDS))))
    return faults


def write(kind: str, *texts: str) -> tuple[str, tuple[Fault, ...]]:
    """Return the code of a place (site, place) or of one thing, and what forbids it."""
    letter = next((letter for letter, name in KINDS.items() if name == kind), None)
    if letter is None:
        return "", (Fault("/kind", "not_listed", ("kind", kind, " ".join(KINDS.values()))),)
    text = f"{PREFIX}{letter}:" + ".".join(texts)
    found = read(text)
    assert found is not None
    faults = list(found.faults)
    if not faults and tuple(field.value for field in found.fields) != texts:
        # a dot in the code of a site would be read as its end
        faults.append(Fault("", "not_encodable", (text, kind)))
    return text, tuple(faults)
