"""The acceptance of counting anywhere: try the phone on a demo, offline, and see it on a desktop.

The real page, the real phone in its frame, the real jobs; only the truck is missing.
"""

from __future__ import annotations

import asyncio
import json
import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import pytest

from pandian.governance.words import SYSTEM
from pandian.kernel.rules import uuid7
from tests.browser.conftest import Person, Stage, served
from tests.browser.phone_hands import HAND_MS, WATCH
from tests.interfaces.test_jobs import work_once

WORDS = {"zh": ("试用手机", "飞行模式：开"), "en": ("Try the phone", "Airplane mode: on")}
PAUSE_SECONDS = 0.1
DAY = timedelta(days=1)
MORE = 3
"""What the counter types too much at one line."""


class Trial(NamedTuple):
    """A demo that is served, and its open count."""

    stage: Stage
    plan: str


@pytest.fixture(scope="module")
def trial(chromium: Any, own_database: None, tmp_path_factory: Any) -> Iterator[Trial]:
    """A small demo on a server on the loopback."""
    from django.test import override_settings

    from pandian.simulation.operations import build_demo

    home = tmp_path_factory.mktemp("home")
    with override_settings(HOME=home):
        built = build_demo(scope=SYSTEM, size="tiny")
        _nobody_on_shift()
        (home / "demo.json").write_text(
            json.dumps({"people": [person.code for person in built.people]}), "utf-8")
        with served() as stage:
            yield Trial(stage, built.plan)


def _nobody_on_shift() -> None:
    """Let dispatch give nothing away: by day it would, before the phone has taken it along."""
    from pandian.counting.dispatch.operations import end_shift
    from pandian.counting.dispatch.queries import shifts
    from pandian.governance.queries import sites

    today = datetime.now(UTC).date()
    for site in sites(scope=SYSTEM):
        for row in shifts(scope=SYSTEM, site=site.code, first=today, last=today + DAY):
            end_shift(scope=SYSTEM, site=site.code, id=row.id, last=row.valid_from)


@pytest.fixture
def jobs(trial: Trial, monkeypatch: Any) -> Iterator[None]:
    """A worker that runs what waits, until the test is over."""
    from django.db import connections

    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)  # close after a task
    over = threading.Event()

    def work() -> None:
        while not over.is_set():
            asyncio.run(work_once())
            over.wait(PAUSE_SECONDS)

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(work)
        yield
        over.set()
        done.result(30)


@pytest.fixture
def viewer(chromium: Any, trial: Trial) -> Iterator[Any]:
    """Make people with a browser each, who say at the end what went wrong in it."""
    made: list[Person] = []

    def make(language: str) -> Person:
        made.append(Person(chromium, trial.stage, language))
        made[-1].page.add_init_script(WATCH)
        return made[-1]

    yield make
    complaints = [text for each in made for text in each.complaints]
    for number, each in enumerate(made):
        each.shoot(f"last-{number}")
        each.context.close()
    assert complaints == []


def switched(viewer: Any, language: str, person: str) -> Person:
    """Become one of the demo's people by the bar on top."""
    made: Person = viewer(language)
    made.page.goto("/sign-in")
    made.page.click(f".rolebar button[value={person}]")
    made.page.wait_for_selector(f".rolebar button[value={person}][aria-current]")
    return made


class Typed(NamedTuple):
    """What the counter stated of goods in a place, and how much of it is not there."""

    item: str
    lot: str
    quantity: int
    extra: int


class Framed:
    """The phone in the frame, and the shelves beside it."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.phone = page.frame_locator("#phone")

    def enrol(self) -> None:
        """Make the frame a phone of the demo's counter, without a PIN."""
        self.page.click(".trial-bar form button")
        self.phone.locator(".join > .plain.wide").click()
        self.phone.locator(".tasks").wait_for()

    def press(self, button: Any) -> None:
        """Scan by a press; wait until the phone has taken it."""
        inside = self.page.query_selector("#phone").content_frame()
        inside.wait_for_function("() => window.hearing")
        button.click()
        self.page.wait_for_timeout(2 * HAND_MS)  # the same code so soon is the same look at it
        inside.evaluate("() => atRest()")

    def count(self, shelf: Any, more: int) -> list[Typed]:
        """Go to a shelf, scan all that lies there; return what was typed of which goods."""
        place = shelf.locator("h2").inner_text()
        self.press(shelf.locator(".card-header [data-scan]"))
        self.phone.locator(f".bin-code:text-is('{place}')").wait_for()
        typed = []
        for row in shelf.locator("li:has([data-scan])").all():
            number = int(row.locator("strong.num").inner_text().strip("× ").replace(",", ""))
            words = row.locator("[data-scan] + span > span").all_inner_texts()
            self.press(row.locator("[data-scan]"))
            assert not self.phone.locator("dialog[open]").count(), words
            if self.phone.locator(".number[data-done=true]").count():
                typed.append(Typed(words[0], words[2], 1, 0))  # a serial needs no number
                continue
            extra, more = more, 0
            number += extra
            for digit in str(number):
                self.phone.locator(".key", has_text=digit).locator(f"text=/^{digit}$/").click()
            self.phone.locator(".confirm").click()
            typed.append(Typed(words[0], words[2], number, extra))
        return typed

    def finish(self) -> None:
        """State that everything was seen here; an empty shelf is stated as such."""
        foot = self.phone.locator(".foot-key").last
        empty = "empty" in (foot.locator("use").get_attribute("href") or "")
        foot.click()
        if not empty:
            self.phone.locator("dialog .closing .primary").click()
        self.phone.locator("[data-state=place]").wait_for()


def line_of(boss: Person, place: str, goods: Typed) -> Any:
    """Return the lines of a place's goods in the table on the desktop."""
    return boss.page.locator(f"#lines tr:has(td.place a:text-is('{place}'))").filter(
        has_text=goods.item).filter(has_text=goods.lot)


def counted_in(boss: Person, goods: Typed) -> Any:
    """Return the cell that shows how many were counted."""
    return boss.page.locator("td.n", has_text=re.compile(rf"^\s*{goods.quantity:,}\s"))


def test_a_second_trial_takes_the_task_from_the_first(viewer: Any, trial: Trial) -> None:
    pages = [viewer("zh").page for _ in range(2)]
    for page in pages:
        page.goto("/try")
        Framed(page).enrol()
        Framed(page).phone.locator("#next-task").wait_for()
    pages[0].goto("/try")
    row = Framed(pages[0]).phone.locator(".tasks", has_text="在盘")
    row.wait_for()
    assert Framed(pages[0]).phone.locator("#next-task").count() == 0, row.inner_text()
    pages[1].goto("/try")
    Framed(pages[1]).phone.locator("#next-task").wait_for()


def test_three_places_counted_in_airplane_mode_stand_on_the_desktop_by_themselves(
    viewer: Any, trial: Trial, jobs: None
) -> None:
    english = viewer("en")
    english.page.goto("/try")
    assert english.page.inner_text("h1") == WORDS["en"][0]
    english.shoot("trial-1440-en")

    boss = switched(viewer, "zh", "demo-controller")
    boss.page.goto(f"/counts/{trial.plan}?verdict=all")
    before = boss.page.inner_text("#lines")

    counter = viewer("zh")
    page = counter.page
    page.goto("/try")
    assert page.inner_text("h1") == WORDS["zh"][0]
    counter.shoot("trial-1440-zh")
    framed = Framed(page)
    framed.enrol()
    framed.phone.locator("#next-task").click()
    framed.phone.locator(".count").wait_for()
    page.click("#airplane")
    assert page.inner_text("#airplane") == WORDS["zh"][1]

    shelves = page.locator(".trial-shelf").all()
    assert len(shelves) == 3
    typed: dict[str, list[Typed]] = {}
    wrong = None
    for number, shelf in enumerate(shelves):
        place = shelf.locator("h2").inner_text()
        typed[place] = framed.count(shelf, 0 if wrong else MORE)
        if not wrong:  # a shelf of serials only takes no wrong number
            wrong = next(((place, row) for row in typed[place] if row.extra), None)
        if number == 1:
            counter.shoot("trial-offline-1440-zh")
        framed.finish()
    assert wrong, "no shelf of the three takes a number"
    place, goods = wrong
    assert boss.page.inner_text("#lines") == before
    row = line_of(boss, place, goods)
    assert not row.filter(has=counted_in(boss, goods)).count()

    page.click("#airplane")
    began = time.monotonic()
    # the book may be wrong as well: what was typed must stand there, whatever it differs by
    row.filter(has=counted_in(boss, goods)).wait_for()
    print(f"variance on the desktop {time.monotonic() - began:.1f} s after the network was back")
    for where, rows in typed.items():
        for one in rows:
            line_of(boss, where, one).filter(
                has=counted_in(boss, one)).first.wait_for()
    boss.shoot("trial-desktop-1440-zh")
    framed.phone.locator(".said, .sent").first.wait_for()
    english.page.goto("/try")
    assert english.page.locator(".trial-shelf").count() == 0
    english.shoot("trial-over-1440-en")


def test_the_shelves_follow_the_phone_to_other_work(viewer: Any, trial: Trial) -> None:
    from pandian.counting.operations import assign, create_plan
    from pandian.counting.queries import plan, task_sheet, tasks
    from pandian.counting.words import PlanDraft, Scope
    from pandian.simulation.queries import demo_people

    own = plan(scope=SYSTEM, id=UUID(trial.plan))
    first = tasks(scope=SYSTEM, plan=own.id)[0]
    counter = next(row.code for row in demo_people() if row.role == "counter")
    other = create_plan(scope=SYSTEM, draft=PlanDraft(
        uuid7(), own.site, "other work", Scope(places=tuple(
            row.place for row in task_sheet(scope=SYSTEM, task=first.id).places))))
    task = tasks(scope=SYSTEM, plan=other.id)[0]
    assign(scope=SYSTEM, task=task.id, person=first.person or counter)
    page = viewer("zh").page
    page.goto("/try")
    framed = Framed(page)
    framed.enrol()
    framed.phone.locator(f"a[href='#/count/{task.id}']").click()
    page.wait_for_selector(f".trial-shelves[data-task='{task.id}'] .trial-shelf")
    assert page.get_attribute("#trial-desk", "href") == f"/counts/{other.id}"
    framed.press(page.locator(".trial-shelf .card-header [data-scan]").first)
    place = page.locator(".trial-shelf h2").first.inner_text()
    framed.phone.locator(f".bin-code:text-is('{place}')").wait_for()
