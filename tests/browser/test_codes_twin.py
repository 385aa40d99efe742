"""The phone reads every code as Python does: golden vectors and a flood of strange texts."""

from __future__ import annotations

import os
import shutil
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from pandian.codes.rules import answer, join, match_key, parse
from pandian.interfaces.api.answers import plain
from tests.browser.texts import Texts
from tests.browser.twin import MODULES, call, modules_page, vectors

FUZZ = 10_000
FUZZ_LONG = 100_000
CHUNK = 10_000
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def page(chromium: Any) -> Iterator[Any]:
    with modules_page(chromium) as made:
        yield made


def python(row: dict[str, Any]) -> dict[str, Any]:
    """Return what `pandian codes parse` prints for this row."""
    found = plain(answer(parse(row["raw"], today=date.fromisoformat(row["today"]),
                               symbology=row.get("symbology") or "")))
    assert isinstance(found, dict)
    return found


def _given(row: dict[str, Any]) -> list[Any]:
    return [row["raw"], {"today": row["today"], "symbology": row.get("symbology") or ""}]


def disagreements(page: Any, rows: list[dict[str, Any]]) -> tuple[list[Any], Counter[str]]:
    """Return every field in which the phone differs, and what the texts turned out to be."""
    phone = call(page, "codes/index.js", "parse", [_given(row) for row in rows])
    kinds: Counter[str] = Counter()
    differ: list[Any] = []
    for row, mine in zip(rows, phone, strict=True):
        right = python(row)
        kinds[f"{right['carrier']} {right['verdict']}"] += 1
        differ += [(row, key, right.get(key), mine.get(key)) for key in sorted({*right, *mine})
                   if key not in mine or key not in right or right[key] != mine[key]]
    return differ, kinds


def test_the_phone_agrees_with_python_on_every_vector(page: Any) -> None:
    # a symbology in a vector is what was found in the text; given beside it, it must agree too
    rows = [{**row, "symbology": given} for row in vectors()
            for given in {"", row.get("symbology") or ""}]
    differ, kinds = disagreements(page, rows)
    assert differ == []
    assert len(kinds) >= 8, kinds


def test_the_phone_joins_the_codes_of_one_label_as_python_does(page: Any, seed: int) -> None:
    texts = Texts(seed)
    groups = [row["raws"] for row in vectors("raws")] + [
        [make() for make in texts.dice.choices([texts.hibc, texts.label, texts.mutant], k=2)]
        for _ in range(1_000)]
    for first, second in [list(pair) for pair in groups]:
        groups.append([second, first])
    read = [[parse(text, today=TODAY) for text in group] for group in groups]
    right = [found and plain(answer(found)) for found in (
        join(verdicts, today=TODAY) for verdicts in read)]
    phone = call(page, "codes/index.js", "join", [
        [[plain(answer(verdict)) for verdict in verdicts], {"today": TODAY.isoformat()}]
        for verdicts in read])
    assert [(group, found, mine) for group, found, mine in zip(groups, right, phone, strict=True)
            if found != mine][:3] == []
    assert sum(1 for found in right if found) > 200


def test_the_phone_compares_codes_in_the_form_that_python_does(page: Any) -> None:
    texts = [chr(n) for n in range(0x30000)
             if unicodedata.category(chr(n)) not in ("Cn", "Cs", "Co")]
    texts += [one + other for one, other in pairwise(texts[::7])]
    assert call(page, "codes/index.js", "matchKey", [[text] for text in texts]) == [
        match_key(text) for text in texts]


def _flood(page: Any, seed: int, count: int) -> Counter[str]:
    texts = Texts(seed)
    met: Counter[str] = Counter()
    for begin in range(0, count, CHUNK):
        rows = [texts.row() for _ in range(min(CHUNK, count - begin))]
        differ, kinds = disagreements(page, rows)
        assert differ[:5] == [], f"seed {seed}: {len(differ)} fields differ"
        met += kinds
    print(f"seed {seed}: {count} texts, 0 disagreements; {dict(met.most_common())}")
    return met


def test_the_phone_agrees_with_python_on_strange_texts(page: Any, seed: int) -> None:
    met = _flood(page, seed, FUZZ)
    assert min(met[kind] for kind in (
        "gs1 valid", "gs1 refused", "gs1 warned", "digital_link valid", "internal valid",
        "gtin valid", "hibc valid", "hibc refused", "iccbba valid", "iccbba refused", "ma valid",
        "ma refused", "own valid", "own refused", "epc valid", "epc refused")) > 10, met


@pytest.mark.prove
def test_the_phone_agrees_with_python_on_a_flood_of_strange_texts(page: Any, seed: int) -> None:
    _flood(page, seed, int(os.environ.get("PANDIAN_FUZZ", FUZZ_LONG)))


CHANGES = [
    ("checks.js", "ahead >= 51", "ahead >= 52"),
    ("checks.js", 'day === "00"', 'day === "0"'),
    ("gs1.js", "LOT_CHARACTERS_USUAL = 12", "LOT_CHARACTERS_USUAL = 13"),
    ("gs1.js", "at >= dated", "at > dated"),
    ("links.js", "KEY_CHARACTERS_MIN = 8", "KEY_CHARACTERS_MIN = 7"),
    ("text.js", "text.slice(from, to);", "text.slice(from, to).trim();"),
    ("attempts.js", "[12, 13, 14]", "[12, 13]"),
    ("hibc.js", "form === HIBC.month", "true"),
    ("hibc.js", 'doubts.delete("item_missing")', ""),
    ("iccbba.js", "[1-9A-NP-Z]", "[1-9A-Z]"),
    ("ma.js", "aiDate(value, year, false)", "aiDate(value, year)"),
    ("own.js", "each.value).join", "each.value.trim()).join"),
    ("epc.js", 'tag.serial === "0"', "false"),
    ("epc.js", "size - EPC.character_bits * text.length", "7"),
]
"""A module, what stands in it, and what would be wrong there."""


@pytest.fixture(scope="module")
def usual() -> list[Any]:
    """Texts with Python's answers, to compare many phones with."""
    texts = Texts(7)
    rows = vectors() + [texts.row() for _ in range(FUZZ)]
    return [(row, python(row)) for row in rows]


@pytest.mark.parametrize(("module", "right", "wrong"), CHANGES[:1])
def test_a_phone_that_reads_otherwise_is_found_out(
    chromium: Any, tmp_path: Path, usual: list[Any], module: str, right: str, wrong: str
) -> None:
    shutil.copytree(MODULES / "codes", tmp_path / "codes")
    text = (tmp_path / "codes" / module).read_text("utf-8")
    assert right in text
    (tmp_path / "codes" / module).write_text(text.replace(right, wrong), "utf-8")
    with modules_page(chromium, tmp_path) as page:
        phone = call(page, "codes/index.js", "parse", [_given(row) for row, _ in usual])
    assert any(mine != known for mine, (_, known) in zip(phone, usual, strict=True))


@pytest.mark.prove
@pytest.mark.parametrize(("module", "right", "wrong"), CHANGES[1:])
def test_every_other_changed_phone_is_found_out_too(
    chromium: Any, tmp_path: Path, usual: list[Any], module: str, right: str, wrong: str
) -> None:
    test_a_phone_that_reads_otherwise_is_found_out(
        chromium, tmp_path, usual, module, right, wrong)
