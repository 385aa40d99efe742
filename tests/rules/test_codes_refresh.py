"""The refresh of the table of identifiers from the published dictionary."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from setup import identifiers
from setup.identifiers import DictionaryRefused, entries, refreshed, written

STANDARDS = Path(os.environ.get(
    "PANDIAN_STANDARDS", Path(__file__).resolve().parents[3] / "shared" / "standards"))
SAMPLE = """# head
01    *?  N14,csum,gcppos2   ex=255,37 dlpkey=22,10,21|235   # GTIN
253    ?  N13,csum,gcppos1 [X..17]  dlpkey                   # GDTI
3100-3105  *?  N6  req=01,02 ex=310n                         # NET WEIGHT (kg)
"""
TABLE: dict[str, Any] = {"source": "ours", "identifiers": [
    {"ai": "01", "name": "gtin", "zh": "项目", "en": "Item"},
    {"ai": "99", "name": "gone", "zh": "无", "en": "Gone"}]}


def test_our_table_is_what_the_dictionary_gives() -> None:
    path = STANDARDS / "gs1" / "gs1-syntax-dictionary.txt"
    if not path.exists():
        pytest.skip(f"the GS1 dictionary is not at {path}; give PANDIAN_STANDARDS")
    before = identifiers.TARGET.read_text("utf-8")
    table, came, went = refreshed(path.read_text("utf-8"), json.loads(before))
    assert (came, went) == ([], [])
    assert written(table) == before
    assert identifiers.main([str(path), "--check"]) == 0


def test_names_stay_new_identifiers_and_lost_ones_are_told() -> None:
    table, came, went = refreshed(SAMPLE, TABLE)
    assert (came, went) == (["253", "3100-3105"], ["99"])
    item, document, weight = table["identifiers"]
    assert item == {
        "ai": "01", "name": "gtin", "zh": "项目", "en": "Item", "format": "N14,csum,gcppos2",
        "predefined": True, "link": "attribute", "excludes": ["255", "37"],
        "link_key": ["22,10,21", "235"]}
    assert (document["name"], document["format"], document["link_key"]) == (
        "gdti", "N13,csum,gcppos1 [X..17]", [""])
    assert (weight["requires"], weight["excludes"], weight["decimals"]) == (
        [["01", "02"]], ["310n"], True)


@pytest.mark.parametrize(("line", "said"), [
    ("01  *?  N14,csum,moonphase  # GTIN", "moonphase"),
    ("01  *?  N14 maybe=02  # GTIN", "maybe=02"),
    ("01  *!  N14  # GTIN", "!"),
    ("01  *?  # GTIN", "line 1"),
    ("GTIN 01", "line 1"),
])
def test_what_is_not_understood_fails(line: str, said: str) -> None:
    with pytest.raises(DictionaryRefused, match=said):
        refreshed(line, TABLE)


def test_nothing_is_written_when_the_dictionary_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    target, dictionary = tmp_path / "table.json", tmp_path / "dictionary.txt"
    target.write_text(json.dumps(TABLE), "utf-8")
    monkeypatch.setattr(identifiers, "TARGET", target)
    dictionary.write_text("01  *?  N14,moonphase  # GTIN\n", "utf-8")
    assert identifiers.main([str(dictionary)]) == 1
    assert "moonphase" in capsys.readouterr().err
    assert json.loads(target.read_text("utf-8")) == TABLE
    assert identifiers.main([str(tmp_path / "absent.txt")]) == 1
    dictionary.write_text(SAMPLE, "utf-8")
    assert identifiers.main([str(dictionary), "--check"]) == 1
    assert json.loads(target.read_text("utf-8")) == TABLE
    assert identifiers.main([str(dictionary)]) == 0
    assert [row["ai"] for row in entries(SAMPLE)] == [
        row["ai"] for row in json.loads(target.read_text("utf-8"))["identifiers"]]
    assert "(253) is new" in capsys.readouterr().out
