"""Write the golden vectors that follow from the table of identifiers.   码制样例

Every identifier stands once in a sound message and once broken, in a fixed order; a test says
when it is due.  With `--fields`, rows of the other files that state no fields get them as they
are read now: read them before you keep them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "tests" / "vectors" / "codes"
TARGET = FOLDER / "identifiers.json"
TODAY = "2026-11-22"
GTIN = "06901234567892"

VALUES = {
    "yymmd0": "260200", "yymmdd": "261231", "yyyymmdd": "19800229", "hhmi": "2359", "hh": "23",
    "mi": "59", "ss": "59", "iso3166": "156", "iso3166999": "999", "iso3166alpha2": "CN",
    "iso4217": "156", "pieceoftotal": "0102", "posinseqslash": "1/2", "zero": "0",
    "nozeroprefix": "1", "winding": "9", "yesno": "1", "hyphen": "-", "iso5218": "2",
    "mediatype": "80", "importeridx": "a", "latitude": "0900000000", "longitude": "1800000000",
    "iban": "GB82WEST12345698765432", "couponcode": "1", "couponposoffer": "1",
    "packagetype": "1A", "pcenc": "A%20B",
}
"""A right value for each check that asks for more than its alphabet."""


def value(ai: str) -> str:
    """Return a right value of an identifier."""
    from pandian.codes.gs1.words import IDENTIFIERS

    return "".join(_piece(part) for part in IDENTIFIERS[ai].components)


def _piece(part: Any) -> str:
    from pandian.codes.gs1.checks.rules import check_digit, check_pair

    if "csum" in part.checks:
        body = "614141123456789012"[:part.most - 1]
        body = body if part.most != len(GTIN) else GTIN[:-1]
        return body + str(check_digit(body))
    if "csumalpha" in part.checks:
        return "1987654A" + check_pair("1987654A")
    named = next((VALUES[name] for name in part.checks if name in VALUES), "")
    return named or "614141"[:part.most].ljust(part.least, "1")


def company(ai: str) -> list[str]:
    """Return an identifier with the partners that it needs, and theirs, none of them excluded."""
    from pandian.codes.gs1.words import IDENTIFIERS

    wanted = [ai]
    while True:
        present = frozenset(wanted)
        group = next((group for one in wanted for group in IDENTIFIERS[one].requires
                      if not any(a <= present for a in group)), None)
        if group is None:
            return wanted
        wanted += sorted(next(a for a in group if not _quarrels(present | a)) - present)


def _quarrels(ais: frozenset[str]) -> bool:
    from pandian.codes.gs1.words import IDENTIFIERS

    return any(IDENTIFIERS[ai].excludes & ais for ai in ais)


def rows() -> Iterator[dict[str, Any]]:
    """Yield one sound and one broken message for each identifier."""
    from pandian.codes.gs1.words import IDENTIFIERS

    for ai in sorted(IDENTIFIERS):
        values = {one: value(one) for one in company(ai)}
        yield _row(f"({ai}) right", values)
        yield _row(f"({ai}) broken", values | {ai: broken(ai)})


def broken(ai: str) -> str:
    """Return a wrong value: a wrong check digit, a foreign character, or one too short."""
    from pandian.codes.gs1.words import IDENTIFIERS

    row, good = IDENTIFIERS[ai], value(ai)
    if "csum" in row.components[0].checks:
        size = row.components[0].most
        return good[:size - 1] + str((int(good[size - 1]) + 1) % 10) + good[size:]
    if row.components[0].kind == "N":
        return "A" + good[1:] if row.variable else good[:-1]
    return "#" + good[1:] if row.components[0].kind != "Y" else "*" + good[1:]


def _row(name: str, values: dict[str, str]) -> dict[str, Any]:
    raw = "]C1" + "\x1d".join(ai + text for ai, text in values.items())
    return completed({"id": name, "raw": raw, "today": TODAY})


def completed(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with what the rules say of it now."""
    from pandian.codes.rules import parse

    verdict = parse(row["raw"], today=date.fromisoformat(row["today"]))
    reasons = sorted([f.code for f in verdict.faults] + list(verdict.suspicions))
    return row | {"carrier": verdict.carrier, "verdict": verdict.verdict, "reasons": reasons,
                  "fields": [list(field) for field in verdict.fields]}


def text(found: list[dict[str, Any]]) -> str:
    """Return a file of vectors, one row a line."""
    return "[\n" + ",\n".join(json.dumps(row) for row in found) + "\n]\n"


def main(arguments: list[str]) -> int:
    """Write the file; with `--fields` complete the others."""
    TARGET.write_text(text(list(rows())), "utf-8")
    for path in sorted(FOLDER.glob("*.json")) if "--fields" in arguments else ():
        found = json.loads(path.read_text("utf-8"))
        for row in found:
            if "raw" in row and "fields" not in row:
                row["fields"] = completed(row)["fields"]
        path.write_text(text(found), "utf-8")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main(sys.argv[1:]))
