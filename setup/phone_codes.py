"""Write the phone's tables of codes from those of pandian/codes.   手机端码表

Run it after a change of the identifiers, the lists or the sentences; a test says when it is due:
`.venv/bin/python setup/phone_codes.py`.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from textwrap import wrap
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "pandian/interfaces/phone/static/phone/codes"
COLUMNS_MAX, WORDS_MAX = 98, 92
HEAD = """\
// Made by setup/phone_codes.py from pandian/codes; not to be edited.   码表
"""
ONLY_BUILDING = frozenset((
    "nothing_to_build", "symbology_unknown", "not_a_text", "separator_in_value", "ambiguous_text",
    "prefix_unknown", "no_epc_key", "longer_tag", "scheme_differs"))
"""Faults that nothing which is read can have: the phone builds no codes."""
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"[:,]?|[\[{]+|[\]}]+,?|[^\s"\[\]{},]+,?')


def modules() -> dict[str, str]:
    """Return the whole text of each module by its name."""
    return {name: HEAD + "".join(_constant(key, value) for key, value in tables.items())
            for name, tables in (("table.js", _gs1()), ("words.js", _words()))}


def _gs1() -> dict[str, Any]:
    from pandian.codes.gs1.checks import words as checks

    return {
        "IDENTIFIERS": list(_identifiers()),
        "LISTS": {key: wrap(" ".join(sorted(names)), WORDS_MAX)
                  for key, names in sorted(checks.LISTS.items())},
    }


def _words() -> dict[str, Any]:
    from pandian.codes import rules, words
    from pandian.codes.gs1 import words as gs1
    from pandian.codes.gs1.checks import words as checks

    return {
        "FAULTS": {code: list(label) for code, label in words.FAULTS.items()
                   if code not in ONLY_BUILDING},
        "CARRIERS": {code: label._asdict() for code, label in words.CARRIERS.items()},
        "GS_SUBSTITUTES": list(words.GS_SUBSTITUTES),
        "GS1_SYMBOLOGIES": list(words.GS1_SYMBOLOGIES),
        "GTIN_SYMBOLOGIES": list(words.GTIN_SYMBOLOGIES),
        "ITEM_KEYS": list(gs1.ITEM_KEYS),
        "OTHER_KEYS": [list(row) for row in gs1.OTHER_KEYS],
        "ISSUERS": words.ISSUERS,
        "NAMELESS": list(checks.NAMELESS),
        "LIMITS": {"raw_characters_max": rules.RAW_CHARACTERS_MAX,
                   "plain_characters_max": words.PLAIN_CHARACTERS_MAX},
        **_families(),
    }


def _families() -> dict[str, Any]:
    """Return what the readers of the other issuers' codes look up."""
    from pandian.codes.epc import words as epc
    from pandian.codes.hibc import words as hibc
    from pandian.codes.iccbba import words as iccbba
    from pandian.codes.ma import words as ma
    from pandian.codes.own import words as own

    return {
        "HIBC": {
            "characters": hibc.CHARACTERS, "shown": hibc.SHOWN,
            "characters_max": hibc.CHARACTERS_MAX,
            "labeler_characters": hibc.LABELER_CHARACTERS,
            "product_characters_max": hibc.PRODUCT_CHARACTERS_MAX,
            "lot_characters_max": hibc.LOT_CHARACTERS_MAX,
            "quantity_digits_max": hibc.QUANTITY_DIGITS_MAX, "date_flags": hibc.DATE_FLAGS,
            "quantity_flags": hibc.QUANTITY_FLAGS, "month": hibc.MONTH,
            "ordinal": hibc.ORDINAL, "long": hibc.LONG},
        "ICCBBA": {
            "structures": {mark: list(each) for mark, each in iccbba.STRUCTURES.items()},
            "donation": list(iccbba.DONATION), "centuries": iccbba.CENTURIES},
        "MA": {"identifier_parts": ma.IDENTIFIER_PARTS, "marks": ma.MARKS,
               "dates": list(ma.DATES), "date_digits": list(ma.DATE_DIGITS),
               "part_characters_max": ma.PART_CHARACTERS_MAX},
        "OWN": {"prefix": own.PREFIX, "kinds": own.KINDS, "commands": list(own.COMMANDS),
                "characters_max": own.CHARACTERS_MAX},
        "EPC": {
            "kinds": {name: list(kind[:2]) for name, kind in epc.KINDS.items()},
            "schemes": {name: list(each) for name, each in epc.SCHEMES.items()},
            "prefix_bits": list(epc.PREFIX_BITS), "escaped": epc.ESCAPED,
            "prefix_digits_min": epc.PREFIX_DIGITS_MIN,
            "prefix_digits_max": epc.PREFIX_DIGITS_MAX, "filter_max": epc.FILTER_MAX,
            "header_bits": epc.HEADER_BITS, "word_bits": epc.WORD_BITS,
            "character_bits": epc.CHARACTER_BITS},
    }


def _identifiers() -> Iterator[str]:
    """Yield the rows of the data file, one text each, without their names for people.

    `number|name|format|flags|requires|excludes|orders`; the flags are p predefined, a attribute
    of a link, d decimals by the number, k key of a link; empty ends are left out.
    """
    from pandian.codes.gs1 import words

    path = Path(words.__file__).with_name("application_identifiers.json")
    for row in json.loads(path.read_text("utf-8"))["identifiers"]:
        same = [(part, len(list(each))) for part, each in groupby(row["format"].split())]
        flags = {"p": row.get("predefined"), "a": row.get("link") == "attribute",
                 "d": row.get("decimals"), "k": "link_key" in row}
        yield "|".join([
            row["ai"], row["name"],
            " ".join(f"{count}*{part}" if count > 1 else part for part, count in same),
            "".join(flag for flag, there in flags.items() if there),
            ";".join(",".join(group) for group in row.get("requires", [])),
            ",".join(row.get("excludes", [])), ";".join(row.get("link_key", [])),
        ]).rstrip("|")


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
    for name, text in modules().items():
        (FOLDER / name).write_text(text, "utf-8")
        print(f"{name}: {len(text.encode())} bytes")
