"""Every address that a template writes down is one that answers.   模板里的地址"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.urls import Resolver404, resolve

TEMPLATES = Path(__file__).resolve().parents[2] / "pandian/interfaces/web/templates/web"
WRITTEN = re.compile(r"""(?:href|action|formaction|hx-get|hx-post)="(/[^"]*)"|{% link '(/[^']*)'""")
FILLED = re.compile(r"{%.*?%}|{{.*?}}", re.S)
IDS = ("00000000-0000-7000-8000-000000000000", "1", "x")
"""What may stand where a template fills something in: an id, a number, a word."""


def _answers(address: str) -> bool:
    path = re.split(r"[?#]|{% query", address)[0]
    for filled in IDS:
        try:
            resolve(FILLED.sub(filled, path))
        except Resolver404:
            continue
        return True
    return False


def test_no_link_of_a_template_leads_nowhere():
    found = [(path.name, one or other) for path in sorted(TEMPLATES.rglob("*.html"))
             for one, other in WRITTEN.findall(path.read_text("utf-8"))
             if "{% if" not in (one or other) and not (one or other).startswith("/{{")]
    assert len(found) > 150
    assert [(name, address) for name, address in found if not _answers(address)] == []


@pytest.mark.parametrize("address", ["/reasons", "/rehearsal", "/counts/x/nothing"])
def test_an_address_without_a_page_is_told(address: str):
    assert not _answers(address)
