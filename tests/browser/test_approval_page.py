"""Batch review by cause in a browser: one signature over a list, void by a line.   按原因审批"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.browser.axe import axe_finds

PASSWORD = "tall-heron-walks-42"
MATRIX = {"rows": [{"from": 0, "approvers": 2, "roles": ["controller", "finance"],
                    "order": "in_order"}]}
WORDS = {
    "zh": {"first": "签 3 行", "wrong": "密码不对", "more": "还需要 1 个签名", "half": "已签 1 / 2",
           "void": "这份清单已变", "gone": "1 组签名已作废", "changed": "清单显示之后变了的",
           "done": "已过账 3 行", "none": "这次盘点没有等待审批的行。", "paper": "打印页",
           "same": "打印时重新计算：一致"},
    "en": {"first": "Sign 3 lines", "wrong": "password is wrong", "more": "1 more signatures",
           "half": "1 of 2 signatures", "void": "The list has changed",
           "gone": "1 collection of signatures is void",
           "changed": "Changed since the list was shown", "done": "Posted 3 lines",
           "none": "No line of this count waits", "paper": "Print view",
           "same": "computed again for this print: equal"},
}


@pytest.fixture(scope="module")
def world(stage: Any) -> Any:
    """Two lists of three places each that wait for a controller's and then finance's signature."""
    from pandian.governance.operations import create_person
    from pandian.governance.policies import operations as policies
    from pandian.governance.policies.words import PolicyDraft
    from pandian.governance.queries import scope_of_code
    from pandian.governance.words import SYSTEM
    from tests.stories.counting_world import World

    made = World("SH1", places=9)
    for code, role in (("pen", "controller"), ("boss", "manager")):
        create_person(scope=SYSTEM, code=code, name=code, role=role, sites=["*"],
                      password=PASSWORD)
    pen, boss = (scope_of_code(scope=SYSTEM, code=code) for code in ("pen", "boss"))
    row, _ = policies.put_draft(scope=pen, draft=PolicyDraft(
        "*", "approval.matrix", "M", MATRIX, "test"))
    policies.note_rehearsal(scope=pen, id=row.id, evidence="run 1")
    policies.approve(scope=boss, id=row.id, seen_hash=row.content_hash, password=PASSWORD)
    policies.schedule(scope=boss, id=row.id)
    return made


def counted(world: Any, places: list[str]) -> Any:
    """Return a count of three places: two pieces more at each than the book has."""
    plan, who = world.plan(*places), world.person("approval-counter")
    task = world.task(plan)
    for n, place in enumerate(places):
        world.see(who, task, place, "PLAIN", n + 2, minutes=5)
        world.visit(who, task, place, minutes=4)
    world.settle(plan)
    return plan


def sign(page: Any, password: str = PASSWORD) -> None:
    page.select_option("#m-1", "approved")
    page.fill("#p-1", password)
    with page.expect_navigation():
        page.click("form.sign-row button")


def looks_well(visitor: Any, name: str) -> None:
    """Nothing wider than the screen; nothing that the accessibility engine finds."""
    assert visitor.page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    visitor.shoot(name)
    assert axe_finds(visitor.page) == []


def shown(plan: UUID) -> list[tuple[str, str, bool]]:
    """Return (meaning, content hash, posted?) of every collection of signatures, newest first."""
    from pandian.counting.approving.queries import consents
    from pandian.governance.words import SYSTEM

    return [(row["state"], row["content_hash"], row["posting"] is not None)
            for row in consents(scope=SYSTEM, plan=plan)]


@pytest.mark.parametrize(("language", "width", "places"), [
    ("zh", 390, ["A-04", "A-05", "A-06"]), ("en", 1440, ["A-07", "A-08", "A-09"])])
def test_a_list_is_signed_by_two_under_one_hash_and_a_changed_line_voids_it(
    person: Any, world: Any, language: str, width: int, places: list[str]
) -> None:
    from pandian.counting.approving.queries import by_cause
    from pandian.governance.words import SYSTEM

    words, plan = WORDS[language], counted(world, places)
    (group,) = by_cause(scope=SYSTEM, plan=plan.id)
    address = f"/counts/{plan.id}/approval"
    li, qian = (person(language, width=width) for _ in range(2))
    for who, code in ((li, "li"), (qian, "qian")):
        who.enter(code)
        who.page.goto(address)
        assert group.content_hash[:12] in who.page.inner_text("main")
    assert words["first"] in li.page.inner_text("form.sign-row")
    sign(li.page, "not the password")
    assert words["wrong"] in li.page.inner_text("[role=alert]")
    sign(li.page)
    assert words["more"] in li.page.inner_text("body")
    assert words["half"] in li.page.inner_text("main")
    looks_well(li, f"approval-half-{language}-{width}")

    who = world.person("approval-counter")
    world.see(who, world.task(plan), places[1], "PLAIN", 9, minutes=1)
    sign(qian.page)
    said = qian.page.inner_text("main")
    assert words["void"] in said
    assert words["gone"] in said
    assert words["changed"] in said
    (named,) = qian.page.locator("#changed li").all_inner_texts()
    assert places[1] in named
    assert "9" in named
    assert not [name for name in (places[0], places[2]) if name in named]
    assert world.on_hand("PLAIN", places[0]) == 0, "nothing was posted"
    looks_well(qian, f"approval-void-{language}-{width}")
    assert [(state, posted) for state, _hash, posted in shown(plan.id)] == [("void", False)]

    li.page.goto(address)
    sign(li.page)
    qian.page.goto(address)
    sign(qian.page)
    said = qian.page.inner_text("body")
    assert words["done"] in said
    assert words["none"] in said
    (state, hashed, posted), (_void, first, _posted) = shown(plan.id)
    assert (state, posted) == ("posted", True)
    assert first == group.content_hash != hashed
    assert hashed[:12] in said
    assert [world.on_hand("PLAIN", place) for place in places] == [2, 9, 4]
    looks_well(qian, f"approval-done-{language}-{width}")
    qian.page.click("text=" + words["paper"])
    qian.page.wait_for_url("**/print")
    qian.page.emulate_media(media="print")
    qian.page.set_viewport_size({"width": 690, "height": 980})  # A4 within its margins
    said = qian.page.inner_text("main")
    for told in (hashed, first, words["same"], "(li)", "(qian)", places[1]):
        assert told in said, told
    assert not qian.page.locator(".no-print:visible, .rolebar:visible, .top:visible").count()
    looks_well(qian, f"approval-paper-{language}")
    if folder := os.environ.get("PANDIAN_SHOTS"):
        qian.page.pdf(path=Path(folder) / f"approval-{language}.pdf", format="A4")
