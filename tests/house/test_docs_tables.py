"""The reference names every layout, column and synonym, and every table.   文档：布局与表"""

from __future__ import annotations

import json
import re

import pytest

from tests.house.source import ROOT
from tests.house.test_docs import LANGUAGES, _page

TABLE = re.compile(r"CREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?((?!pg_|public)[a-z]+_[a-z_]+)")
PARTITIONS = ("ledger_move_default",)


def _layouts() -> list[dict[str, object]]:
    folder = ROOT / "pandian" / "exchange" / "layouts"
    return [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))]


def _words(layout: dict[str, object]) -> set[str]:
    """Return what a person may write in a header or a choice cell of this layout."""
    words = set()
    for column in layout["columns"]:  # type: ignore[attr-defined]
        words |= {column["name"], column["zh"], column["en"], *column.get("synonyms", ())}
        words |= {*column.get("choices", ())}
    return words


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_layout_with_its_columns_and_synonyms_is_in_the_reference(language):
    sections = {part.split("`", 1)[0]: part for part in
                _page(language, "layouts").split("\n## `")[1:]}
    missing = []
    for layout in _layouts():
        text = sections.get(str(layout["name"]))
        missing += [f"{layout['name']}: {word}" for word in sorted(_words(layout))
                    if text is None or word not in text]
    assert not missing, f"docs/{language}/reference/layouts.md"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_is_in_the_data_model(language):
    tables = {found for path in (ROOT / "pandian").rglob("*.sql") if "objects" in path.parts
              or path.name == "schema.sql" for found in TABLE.findall(path.read_text("utf-8"))}
    tables |= {found for path in (ROOT / "pandian").rglob("models.py")
               for found in re.findall(r'db_table = "([a-z_]+)"', path.read_text("utf-8"))}
    text = _page(language, "data-model")
    missing = sorted(table for table in tables - {*PARTITIONS} if f"`{table}`" not in text)
    assert tables, "no table was found"
    assert not missing, f"docs/{language}/reference/data-model.md"
