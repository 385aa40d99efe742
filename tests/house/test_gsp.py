"""The page on the quality rules names only tables and tests that there are, in both languages."""

from __future__ import annotations

import re

import pytest

from tests.house.source import ROOT

PAGES = {language: ROOT / "docs" / language / "reference" / "gsp.md" for language in ("zh", "en")}
STATES = {"zh": {"已覆盖", "部分", "未覆盖"}, "en": {"covered", "in part", "not covered"}}


def rows(language: str) -> list[list[str]]:
    """Return the cells of every row of the page."""
    lines = PAGES[language].read_text("utf-8").splitlines()
    table = [line for line in lines if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[1:]]


@pytest.mark.parametrize("language", PAGES)
def test_what_is_called_covered_names_its_test_and_what_is_not_says_what_lacks(language):
    model = (ROOT / "docs" / language / "reference" / "data-model.md").read_text("utf-8")
    for article, _, state, _, tables, tests, lacking in rows(language):
        assert state in STATES[language], article
        named = re.findall(r"\]\(\.\./\.\./\.\./(tests/[\w/]+\.py)\)", tests)
        assert all((ROOT / each).exists() for each in named), article
        assert all(f"`{each}`" in model for each in re.findall(r"`(\w+)`", tables)), article
        whole = state in ("已覆盖", "covered")
        assert named or not whole, article
        assert (lacking == "—") == whole, article


def test_both_faces_say_the_same_of_every_article():
    zh, en = ([(row[0], row[4], row[5]) for row in rows(language)] for language in ("zh", "en"))
    assert zh == en
