"""Translations: `.po` text to the `.mo` that gettext reads, without the gettext tools.   译文

The format is that of GNU gettext: a sorted table of originals, a table of translations.
`python -m pandian.interfaces.web.messages` compiles all languages (a wheel build does this).
"""

from __future__ import annotations

import ast
import os
import struct
import sys
from pathlib import Path

MAGIC = 0x950412DE


def compile_stale(folder: Path) -> list[Path]:
    """Compile every `.po` under a locale folder that is newer than its `.mo`; return those.

    A read-only folder is left as it is: what was shipped in it is used.
    """
    written = []
    for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        try:
            _write(target, packed(parsed(source.read_text("utf-8"))))
        except OSError:
            continue
        written.append(target)
    return written


def _write(target: Path, content: bytes) -> None:
    """Write beside the target and rename, so that two starts at once cannot read half a file."""
    draft = target.with_suffix(f".{os.getpid()}.tmp")
    draft.write_bytes(content)
    draft.replace(target)


def parsed(text: str) -> dict[str, str]:
    """Return {original: translation} of a `.po`; fuzzy and empty entries are left out.

    Contexts and plurals are joined with the separators that gettext expects.
    """
    entries: dict[str, str] = {}
    for block in text.split("\n\n"):
        lines = block.splitlines()
        if any(line.startswith("#,") and "fuzzy" in line for line in lines):
            continue
        fields = _fields(lines)
        if "msgid" not in fields:
            continue
        key = fields["msgid"]
        if "msgid_plural" in fields:
            key += "\0" + fields["msgid_plural"]
        if "msgctxt" in fields:
            key = fields["msgctxt"] + "\4" + key
        value = "\0".join(fields[name] for name in sorted(fields) if name.startswith("msgstr"))
        if value.strip("\0"):
            entries[key] = value
    return entries


def _fields(lines: list[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    name = ""
    for line in lines:
        if line.startswith(("#", " ")) or not line.strip():
            continue
        if not line.startswith('"'):
            name, _, line = line.partition(" ")
            fields[name] = ""
        fields[name] += ast.literal_eval(line)
    return fields


def packed(entries: dict[str, str]) -> bytes:
    """Return the bytes of a `.mo` that holds these entries."""
    keys = sorted(entries, key=lambda key: key.encode())
    pairs = [(key.encode(), entries[key].encode()) for key in keys]
    offset = 28 + 16 * len(pairs)
    tables: list[list[int]] = [[], []]
    body = b""
    for side in (0, 1):
        for pair in pairs:
            tables[side] += [len(pair[side]), offset + len(body)]
            body += pair[side] + b"\0"
    count = len(pairs)
    head = struct.pack("<7I", MAGIC, 0, count, 28, 28 + 8 * count, 0, offset)
    return head + struct.pack(f"<{4 * count}I", *tables[0], *tables[1]) + body


if __name__ == "__main__":
    where = Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parents[2] / "locale"
    for path in compile_stale(where):
        print(path.relative_to(where))
