"""Run the demo's last mornings: papers come, people count, rules decide.   演示晨盘操作"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from pandian.governance.words import Scope
from pandian.kernel.operations import record
from pandian.kernel.queries import facts_about
from pandian.kernel.words import Label
from pandian.simulation.counters.operations import acting, phone
from pandian.simulation.counters.words import Phone
from pandian.simulation.demo.lived.words import (
    BOSS,
    LIVED,
    LIVED_SITES,
    SECOND,
    Dawn,
    Lived,
)
from pandian.simulation.mornings.clockwork.operations import night
from pandian.simulation.mornings.deciding.operations import adopt
from pandian.simulation.mornings.deciding.words import Signers
from pandian.simulation.mornings.walking.operations import morning_at
from pandian.simulation.mornings.walking.words import Crew
from pandian.simulation.queries import SUBJECT
from pandian.simulation.staging.operations import Progress, feed, silent
from pandian.simulation.world.words import HELPERS, PEOPLE, Item

STEP = Label("自动晨盘", "Mornings that run themselves")


def feed_lived(
    *, scope: Scope, lived: Lived, items: Mapping[str, Item], password: str,
    progress: Progress = silent,
) -> None:
    """Bring in the papers of the world day by day, and let its last mornings count themselves.

    A morning that has been is not counted again: an interrupted demo goes on after it.
    """
    dawns = lived.dawns
    feed(scope=scope, story=lived.story, until=dawns[0].at if dawns else None, progress=progress)
    crew = _crew(scope, lived, items, password)
    for n, dawn in enumerate(dawns, 1):
        if n > 1:
            feed(scope=scope, story=lived.story, after=dawns[n - 2].at, until=dawn.at)
        _morning(scope, crew, lived, dawn)
        progress(STEP, n, len(dawns))
    if dawns:
        feed(scope=scope, story=lived.story, after=dawns[-1].at)


def _crew(
    scope: Scope, lived: Lived, items: Mapping[str, Item], password: str
) -> Crew:
    boss, second = (acting(scope=scope, code=code) for code in (BOSS, SECOND))
    signers = Signers(boss, second, password, {})
    adopt(signers=signers, sites=LIVED_SITES)
    return Crew(signers, {
        site: _phones(scope, site, lived.story.seed) for site in LIVED_SITES}, {}, Counter(),
        items, lived.story.seed)


def _phones(scope: Scope, site: str, seed: int) -> list[Phone]:
    """Give each counter of a site a phone for the mornings, its clock a little wrong."""
    counters = [one.code for one in (*PEOPLE, *HELPERS)
                if one.role == "counter" and one.site == site]
    return [phone(scope=scope, code=code, seed=seed + 1, skew=timedelta(minutes=5 * n))
            for n, code in enumerate(counters, -1)]


def _morning(scope: Scope, crew: Crew, lived: Lived, dawn: Dawn) -> None:
    """Do the night's work, plan, count and decide one morning at every site, once.

    A demo that was cleared and built again has mornings of its own: it ends at another instant.
    """
    subject = f"{SUBJECT}:{lived.story.until:%Y%m%d%H%M}:{dawn.at.date()}"
    seen = facts_about(scope=scope, sites=None, subject=subject)
    if seen:
        crew.sent.update({UUID(one): n for one, n in seen[0].data["sent"].items()})
        return
    night(scope=scope, sites=LIVED_SITES, now=dawn.at)
    with transaction.atomic():
        walked = [each for site in LIVED_SITES for each in morning_at(
            crew=crew, site=site, truth=dawn.truth, now=dawn.at)]
        record(scope=scope, site=0, kind=LIVED, subject=subject, data={
            "lines": sum(each.lines for each in walked),
            "exact": sum(each.exact for each in walked),
            "repaired": sum(each.by_rule + each.by_people for each in walked),
            "approved": sum(each.approved + each.small for each in walked),
            "sent": {str(one): n for one, n in crew.sent.items()}})
