"""Two parts of one page are never called alike: who hears the page must tell them apart."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.house.source import ROOT

TEMPLATES = sorted((ROOT / "pandian/interfaces/web/templates/web").glob("*.html"))
LANDMARK = re.compile(
    r'<(?:(?:section|nav|aside)\b|\w+\b[^>]*?role="region")[^>]*?'
    r'aria-label="(\{%[^%]+%\}|[^"{]+)"')


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_no_two_landmarks_of_a_template_have_the_same_name(template: Path) -> None:
    told = Counter(LANDMARK.findall(template.read_text("utf-8")))
    assert [name for name, times in told.items() if times > 1] == []


def test_the_search_finds_both_ways_to_write_a_landmark() -> None:
    page = ("""<section class="a" aria-label="{% translate 'One' %}">"""
            """<div class="b" tabindex="0" role="region" aria-label="{% translate 'One' %}">""")
    assert LANDMARK.findall(page) == ["{% translate 'One' %}"] * 2
