"""The declared layouts, read once from their data files; and the imports of the past.   布局查询"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from pandian.exchange.rules import fold
from pandian.exchange.words import (
    CODE_CHARACTERS_MAX,
    TEXT_CHARACTERS_MAX,
    Column,
    ImportRefused,
    Layout,
)
from pandian.kernel.rules import QUANTITY_MAX
from pandian.kernel.words import Fault, Label


@cache
def all_layouts() -> dict[str, Layout]:
    """Return every declared layout by name, those that are only parts of others included."""
    folder = files("pandian.exchange").joinpath("layouts")
    texts = [entry.read_text("utf-8") for entry in folder.iterdir()
             if entry.name.endswith(".json")]
    found = {row.name: row for row in (_layout(json.loads(text)) for text in texts)}
    return dict(sorted(found.items()))


def layouts() -> list[Layout]:
    """Return the layouts that may be named in an import, by name."""
    return [layout for layout in all_layouts().values() if not layout.hidden]


def layout(*, name: str) -> Layout:
    """Return one layout.  Raises `ImportRefused` when there is none of this name."""
    found = all_layouts().get(name)
    if found is None or found.hidden:
        known = ", ".join(layout.name for layout in layouts())
        raise ImportRefused([Fault("/layout", "layout_unknown", (name, known))])
    return found


def _layout(data: dict[str, Any]) -> Layout:
    return Layout(
        data["name"], Label(data["zh"], data["en"]), Label(**data["about"]),
        tuple(_column(column) for column in data["columns"]),
        data.get("date_order", ""), data.get("time_zone", ""),
        tuple(data.get("parts", ())), data.get("hidden", False),
    )


def _column(data: dict[str, Any]) -> Column:
    most = CODE_CHARACTERS_MAX if data["type"] == "code" else TEXT_CHARACTERS_MAX
    return Column(
        data["name"], Label(data["zh"], data["en"]), data["type"], data.get("required", False),
        tuple(data.get("synonyms", ())), data.get("characters_max", most),
        data.get("least", -QUANTITY_MAX), data.get("most", QUANTITY_MAX),
        {fold(word): value for word, value in data.get("choices", {}).items()},
        data.get("default", ""), data.get("lenient", False), data.get("numbers", False),
        data.get("blank", False),
    )
