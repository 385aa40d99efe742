"""The phone reads every code as Python does: golden vectors and a flood of strange texts."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pandian.codes.rules import answer, parse
from pandian.interfaces.api.answers import plain
from tests.browser.twin import MODULES, Texts, call, modules_page, vectors

FUZZ = 10_000
FUZZ_LONG = 100_000
CHUNK = 10_000


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


def disagreements(page: Any, rows: list[dict[str, Any]]) -> tuple[list[Any], Counter[str]]:
    """Return every field in which the phone differs, and what the texts turned out to be."""
    phone = call(page, "codes/index.js", "parse", [
        [row["raw"], {"today": row["today"], "symbology": row.get("symbology") or ""}]
        for row in rows])
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
        "gs1 valid", "gs1 refused", "gs1 warned", "digital_link valid", "plain valid",
        "gtin valid")) > 20, met


@pytest.mark.prove
def test_the_phone_agrees_with_python_on_a_flood_of_strange_texts(page: Any, seed: int) -> None:
    _flood(page, seed, int(os.environ.get("PANDIAN_FUZZ", FUZZ_LONG)))


@pytest.mark.parametrize(("module", "right", "wrong"), [
    ("checks.js", "ahead >= 51", "ahead >= 52"),
    ("checks.js", 'day === "00"', 'day === "0"'),
    ("gs1.js", "LOT_CHARACTERS_USUAL = 12", "LOT_CHARACTERS_USUAL = 13"),
    ("gs1.js", "at >= dated", "at > dated"),
    ("links.js", "KEY_CHARACTERS_MIN = 8", "KEY_CHARACTERS_MIN = 7"),
    ("text.js", "text.slice(from, to);", "text.slice(from, to).trim();"),
    ("index.js", "[12, 13, 14]", "[12, 13]"),
])
def test_a_phone_that_reads_otherwise_is_found_out(
    chromium: Any, tmp_path: Path, module: str, right: str, wrong: str
) -> None:
    shutil.copytree(MODULES / "codes", tmp_path / "codes")
    text = (tmp_path / "codes" / module).read_text("utf-8")
    assert right in text
    (tmp_path / "codes" / module).write_text(text.replace(right, wrong), "utf-8")
    texts = Texts(7)
    with modules_page(chromium, tmp_path) as page:
        differ, _ = disagreements(page, vectors() + [texts.row() for _ in range(4_000)])
    assert differ
