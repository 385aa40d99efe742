"""Write the phone's tables of codes from those of pandian/codes.   手机端码表

Run it after a change of the identifiers, the lists or the sentences; a test says when it is due:
`.venv/bin/python setup/phone_codes.py`.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "pandian/interfaces/phone/static/phone/codes/table.js"
COLUMNS_MAX, WORDS_MAX = 98, 92
HEAD = """\
// Made by setup/phone_codes.py from pandian/codes; not to be edited.   码表
"""
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"[:,]?|[\[{]+|[\]}]+,?|[^\s"\[\]{},]+,?')


def text() -> str:
    """Return the whole module."""
    return HEAD + "".join(_constant(name, value) for name, value in _tables().items())


def _tables() -> dict[str, Any]:
    from pandian.codes import rules, words
    from pandian.codes.gs1.checks import words as checks

    return {
        "IDENTIFIERS": list(_identifiers()),
        "LISTS": {key: wrap(" ".join(sorted(names)), WORDS_MAX)
                  for key, names in sorted(checks.LISTS.items())},
        "FAULTS": {code: list(label) for code, label in words.FAULTS.items()},
        "CARRIERS": {code: label._asdict() for code, label in words.CARRIERS.items()},
        "GS_SUBSTITUTES": list(words.GS_SUBSTITUTES),
        "GS1_SYMBOLOGIES": list(words.GS1_SYMBOLOGIES),
        "GTIN_SYMBOLOGIES": list(words.GTIN_SYMBOLOGIES),
        "LIMITS": {"raw_characters_max": rules.RAW_CHARACTERS_MAX,
                   "plain_characters_max": rules.PLAIN_CHARACTERS_MAX},
    }


def _identifiers() -> Iterator[dict[str, Any]]:
    """Yield the rows of the data file without their names for people, which the phone has not."""
    from pandian.codes.gs1 import words

    path = Path(words.__file__).with_name("application_identifiers.json")
    for row in json.loads(path.read_text("utf-8"))["identifiers"]:
        yield {key: value for key, value in row.items() if key not in ("zh", "en")}


def _constant(name: str, value: Any) -> str:
    """Write one value as a constant whose lines fit the page."""
    lines, line = [], f"export const {name} ="
    for token in _TOKEN.findall(json.dumps(value, ensure_ascii=False)):
        if len(line) + 1 + len(token) > COLUMNS_MAX:
            lines.append(line)
            line = " " + token
        else:
            line += " " + token
    return "\n" + "\n".join([*lines, line + ";"]) + "\n"


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    TARGET.write_text(text(), "utf-8")
    print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size} bytes")
