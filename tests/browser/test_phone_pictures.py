"""The pictures of the counters' guide are of the real thing.

`PANDIAN_SHOTS=docs/images .venv/bin/pytest tests/browser/test_phone_pictures.py` makes them anew.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.browser.phone_hands import furnish, join
from tests.browser.phone_world import count_task

IMAGES = Path(__file__).resolve().parents[2] / "docs/images"
BYTES_MAX = 60 * 1024
SCREENS = ("tasks", "count", "ask", "exception", "closing", "sync")


@pytest.fixture(scope="module")
def goods(stage: Any) -> Any:
    """Serials, trade numbers, a lot that has expired."""
    furnish()
    return stage


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.usefixtures("installed")
def test_the_guide_shows_the_phone_as_it_is(person, goods, language):
    task = count_task("wang", "A-01", "A-02", "A-03", "B-01")
    someone = person(language, width=390)
    page = someone.page
    page.set_viewport_size({"width": 360, "height": 640})
    hands = join(page, goods.url)
    page.wait_for_selector(f"a[href='#/count/{task}']")
    hands.rest()
    someone.shoot(f"phone-tasks-{language}")
    hands.look(f"count/{task}")
    hands.scan("PD:B:SH1.A-02")
    soon = (datetime.now(UTC) + timedelta(days=60)).strftime("%y%m%d")
    hands.scan(f"]d2010690123456789217{soon}10L2406A")
    if page.locator(".option").count():
        hands.tap(".option >> nth=0")
    hands.number("12")
    someone.shoot(f"phone-count-{language}")
    hands.scan("6901234567892")
    someone.shoot(f"phone-ask-{language}")
    hands.tap(".option >> nth=0")
    hands.number("3")
    hands.scan("X-4711")
    someone.shoot(f"phone-exception-{language}")
    hands.tap("#put-down")
    hands.scan("PD:C:NEXT")
    someone.shoot(f"phone-closing-{language}")
    hands.tap("dialog .primary")
    hands.look("sync")
    page.wait_for_selector("#chip[data-level=ok]")
    someone.shoot(f"phone-sync-{language}")
    assert [row["quantity"] for row in hands.rows()] == [12, 3, 1]


def test_the_pictures_of_the_guide_are_small_and_all_there():
    for language in ("zh", "en"):
        for screen in SCREENS:
            assert 0 < (IMAGES / f"phone-{screen}-{language}.png").stat().st_size <= BYTES_MAX
