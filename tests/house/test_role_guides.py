"""The guides of roles name pages that exist and actions that the role may do.   岗位指南"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.urls import resolve

from pandian.governance.words import ROLES
from pandian.interfaces.web.policy import PUBLIC, SIGNED_IN
from pandian.lifecycle.rules import KINDS

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = re.compile(r"`(/[a-z/-]*)`")
ACTION = re.compile(r"`([a-z_]+)\.([a-z_]+)`")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("role", sorted(ROLES))
def test_a_guide_sends_its_role_to_pages_and_actions_that_are_open_to_it(role, language):
    text = (DOCS / language / "guides" / f"role-{role}.md").read_text("utf-8")
    held = ROLES[role].capabilities
    for address in PAGE.findall(text):
        needs = getattr(resolve(address).func, "policy", PUBLIC)
        assert needs in (PUBLIC, SIGNED_IN) or needs in held, (address, needs)
    for kind, name in ACTION.findall(text):
        action = KINDS[kind].actions[name]
        assert {action.capability, *action.signers} & held, (kind, name)
    assert PAGE.findall(text), "a guide names at least one page"


@pytest.mark.parametrize("role", sorted(ROLES))
def test_both_languages_send_to_the_same_pages_and_actions(role):
    texts = [(DOCS / language / "guides" / f"role-{role}.md").read_text("utf-8")
             for language in ("zh", "en")]
    for found in (PAGE, ACTION):
        one, other = (sorted(set(found.findall(text))) for text in texts)
        assert one == other
