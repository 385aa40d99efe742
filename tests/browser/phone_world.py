"""A phone in a real browser: enrolled at the stage's server, with the page's own modules at hand.

The engine is driven on a bare page of the phone's scope, so that no screen stands between the
test and the storage; the modules are those of the release folder, loaded as the screens do.
"""

from __future__ import annotations

import time
from typing import Any

from pandian.interfaces.api.pace import _buckets as pace

BARE = "/phone/manifest.webmanifest"
"""A document of the phone's scope and policy without any script."""


def modules(page: Any, *names: str) -> None:
    """Load modules of the release folder into `window`, by their file's name."""
    from pandian.interfaces.phone.release import release

    page.evaluate(
        """async ([folder, names]) => { for (const name of names) {
             const key = name.split('/').pop();
             window[key] = await import(folder + name + '.js'); } }""",
        [release().url, list(names)])


def bare(page: Any, *names: str, url: str = "") -> Any:
    """Open the bare page, load modules, and open the storage as `window.db`."""
    page.goto(url + BARE)
    modules(page, "store", *names)
    page.evaluate("async () => { window.db = await store.open(); }")
    return page


def until(page: Any, asked: str, *, seconds: float = 60, argument: Any = None) -> Any:
    """Ask the page (a promise may answer) until the answer is true; return it."""
    deadline = time.monotonic() + seconds
    while not (answer := page.evaluate(asked, argument)):
        assert time.monotonic() < deadline, asked
        page.wait_for_timeout(30)
    return answer


def enrolment(site: str, person: str, base_url: str) -> str:
    """Return the fragment of a fresh enrolment QR for one person.

    All phones of the tests come from one address: for each the door is as if nobody had knocked.
    """
    from pandian.capture.devices.operations import offer_enrolment
    from pandian.governance.words import SYSTEM

    pace.clear()
    offer = offer_enrolment(scope=SYSTEM, site=site, person=person, base_url=base_url)
    return "#" + offer.link.split("#", 1)[1]


def enrolled(page: Any, base_url: str, *names: str, person: str = "wang") -> Any:
    """Open the bare page as an enrolled phone; `sync` is loaded but not started."""
    bare(page, "sync", "enrol", *names, url=base_url)
    page.evaluate("async (fragment) => { window.device = await enrol.enrol(fragment); }",
                  enrolment("SH1", person, base_url))
    return page


def count_task(person: str, *places: str) -> str:
    """Make a count of some bins, give its task to a person, return the task's id."""
    from pandian.counting.operations import assign, create_plan
    from pandian.counting.queries import tasks
    from pandian.counting.words import PlanDraft, Scope
    from pandian.governance.words import SYSTEM
    from pandian.kernel.rules import uuid7

    plan = create_plan(scope=SYSTEM, draft=PlanDraft(
        uuid7(), "SH1", "phone", Scope(places=places)))
    task = tasks(scope=SYSTEM, plan=plan.id)[0]
    assign(scope=SYSTEM, task=task.id, person=person)
    return str(task.id)


def stored(install: str) -> dict[str, dict[str, Any]]:
    """Return what the server holds of one install: by id, the row as sent."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(OBSERVATIONS, [install])
        names = [column.name for column in cursor.description]
        return {str(row[0]): dict(zip(names, row, strict=True)) for row in cursor.fetchall()}


OBSERVATIONS = """SELECT o.id, o.seq, o.mode, o.place_code, o.item_code, o.quantity, o.evidence,
                         r.tray
                    FROM capture_observation o
                    LEFT JOIN capture_resolution r ON r.site = o.site AND r.observation = o.id
                   WHERE o.install = %s"""
