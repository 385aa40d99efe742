"""Write our table of application identifiers from the GS1 Syntax Dictionary.   刷新应用标识符表

`.venv/bin/python setup/identifiers.py gs1-syntax-dictionary.txt [--check]`

Numbers, formats, flags, partners and roles come from the dictionary; our names in Chinese and
English are kept.  A new identifier takes the dictionary's title until somebody names it, and is
told.  A check that no rule implements, or a line that is not understood, fails: nothing is
written.  `--check` only says whether the table is up to date.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "pandian/codes/gs1/application_identifiers.json"
_LINE = re.compile(r"([0-9]{2,4}(?:-[0-9]{2,4})?)\s+(.*)")
_COMPONENT = re.compile(r"\[?[NXYZ](?:\.\.)?[0-9]+\]?(?:,\w+)*")
_FLAGS = re.compile(r"[*!?\"$%&'()+,./:;<=>@\\^_`{|}~-]+")
_ORDER = ("ai", "name", "zh", "en", "format", "predefined", "link", "excludes", "requires",
          "link_key", "decimals")


class DictionaryRefused(ValueError):
    """The dictionary holds what this version of pandian does not understand."""


def entries(text: str) -> Iterator[dict[str, Any]]:
    """Yield each entry of a dictionary: the table's keys without names, and its title.

    Raises `DictionaryRefused` on a line that is no entry.
    """
    for number, line in enumerate(text.splitlines(), 1):
        body, _, title = line.partition("#")
        if not body.strip():
            continue
        match = _LINE.fullmatch(body.strip())
        if match is None:
            raise DictionaryRefused(f"line {number} is no entry: {line[:60]}")
        yield {"ai": match.group(1), **_specified(match.group(2).split(), number),
               "title": title.strip()}


def _specified(words: list[str], number: int) -> dict[str, Any]:
    flags = words.pop(0) if words and _FLAGS.fullmatch(words[0]) else ""
    strange = set(flags) - set("*?")
    row: dict[str, Any] = {"format": " ".join(w for w in words if _COMPONENT.fullmatch(w))}
    if "*" in flags:
        row["predefined"] = True
    if "?" in flags:
        row["link"] = "attribute"
    for word in words:
        key, _, values = word.partition("=")
        if key == "ex":
            row.setdefault("excludes", []).extend(values.split(","))
        elif key == "req":
            row.setdefault("requires", []).append(values.split(","))
        elif key == "dlpkey":
            row["link_key"] = values.split("|")
        elif not _COMPONENT.fullmatch(word):
            strange.add(word)
    if strange or not row["format"]:
        raise DictionaryRefused(f"line {number} is not understood: {' '.join(sorted(strange))}")
    return row


def refreshed(text: str, table: dict[str, Any]) -> tuple[dict[str, Any], list[str], list[str]]:
    """Return the new table, the identifiers that came, and those that went.

    Raises `DictionaryRefused` where a check has no rule.
    """
    from pandian.codes.gs1.checks.rules import CHECKS

    named = {row["ai"]: row for row in table["identifiers"]}
    found = list(entries(text))
    checks = {name for row in found for part in row["format"].split()
              for name in part.replace("]", "").split(",")[1:]}
    unknown = sorted(checks - set(CHECKS))
    if unknown:
        raise DictionaryRefused("no rule for the checks " + ", ".join(unknown))
    rows = [_named(row, named.get(row["ai"])) for row in found]
    came = [row["ai"] for row in found if row["ai"] not in named]
    went = sorted(set(named) - {row["ai"] for row in found})
    return {"source": table["source"], "identifiers": rows}, came, went


def _named(entry: dict[str, Any], known: dict[str, Any] | None) -> dict[str, Any]:
    title = entry.pop("title")
    # the last digit of a range in 3nnn says how many decimals there are
    scaled = entry["ai"].startswith("3") and "-" in entry["ai"]
    names = {key: known[key] for key in ("name", "zh", "en")} if known else {
        "name": re.sub(r"\W+", "_", title.lower()).strip("_") or f"ai_{entry['ai']}",
        "zh": title, "en": title}
    row = entry | names | ({"decimals": True} if scaled else {})
    return {key: row[key] for key in _ORDER if key in row}


def written(table: dict[str, Any]) -> str:
    """Return the data file: one identifier or range a line."""
    rows = ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in table["identifiers"])
    source = json.dumps(table["source"], ensure_ascii=False)
    return f'{{"source": {source},\n "identifiers": [\n{rows}\n]}}\n'


def main(arguments: list[str]) -> int:
    """Refresh the table, or check it; return 1 when it cannot be, or is out of date."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dictionary", type=Path)
    parser.add_argument("--check", action="store_true")
    given = parser.parse_args(arguments)
    before = TARGET.read_text("utf-8")
    try:
        table, came, went = refreshed(given.dictionary.read_text("utf-8"), json.loads(before))
    except (OSError, UnicodeDecodeError, DictionaryRefused) as error:
        print(f"identifiers: {error}", file=sys.stderr)
        return 1
    after = written(table)
    for ai in came:
        print(f"({ai}) is new: give it a name in Chinese and English")
    for ai in went:
        print(f"({ai}) is gone")
    print(f"{len(table['identifiers'])} entries, "
          f"{'unchanged' if after == before else 'out of date' if given.check else 'written'}")
    if given.check:
        return int(after != before)
    TARGET.write_text(after, "utf-8")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main(sys.argv[1:]))
