"""Run mornings with nobody in charge: plan, walk, settle, recount, decide.   自动晨盘

Only public operations are called.  Runs beside whatever the database holds and leaves no trace.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.db import transaction

from pandian.counting.risk.rules import interval
from pandian.governance.words import Scope
from pandian.kernel.words import Label
from pandian.ledger.verify.operations import verify
from pandian.simulation.counters.operations import acting, phone
from pandian.simulation.demo.operations import staff
from pandian.simulation.life.days.rules import mornings
from pandian.simulation.life.rules import Life
from pandian.simulation.mornings.clockwork.operations import night
from pandian.simulation.mornings.deciding.operations import adopt
from pandian.simulation.mornings.deciding.words import Signers
from pandian.simulation.mornings.rules import apart, together
from pandian.simulation.mornings.walking.operations import morning_at
from pandian.simulation.mornings.walking.words import Crew
from pandian.simulation.mornings.words import COUNTERS_PER_SITE, SITE_CODES, Morning, Mornings
from pandian.simulation.operations import BOSS, COUNT_BACK, PREFIX, put_people
from pandian.simulation.queries import DEMO_PASSWORD, book_now
from pandian.simulation.rules import renamed
from pandian.simulation.staging.operations import (
    Progress,
    feed,
    post_all,
    put_masters,
    put_new_lots,
    silent,
    world_items,
)
from pandian.simulation.words import SIZES, Size, Story
from pandian.simulation.world.words import PEOPLE, Person

SECOND = "demo-finance"
"""Who signs the rules, and approves beside the one in charge where two are wanted."""


def run_mornings(
    *, scope: Scope, seed: int, days: int = 10, size: str = "small", progress: Progress = silent
) -> Mornings:
    """Live a world, then let `days` mornings plan and count themselves; return what happened.

    Raises `Forbidden`, `KeyError` for a size that is not known.
    """
    scope.need("governance.write")
    with transaction.atomic():
        report = _run(scope, seed, days, SIZES[size], progress)
        transaction.set_rollback(True)
    return report


def _run(scope: Scope, seed: int, days: int, size: Size, progress: Progress) -> Mornings:
    began = time.monotonic()
    until = datetime.now(UTC).replace(second=0, microsecond=0) - COUNT_BACK
    life = Life(seed=seed, size=size, until=until)
    stops = mornings(life)
    last = _warm_up(stops, life, until - timedelta(days=days))
    life.size = size._replace(counts=0)  # from here on only the planner has anything counted
    story = renamed(life.story(), PREFIX)
    put_masters(scope=scope, size=size, lots=story.lots, prefix=PREFIX, progress=progress)
    crew = _crew(scope, seed, size, life.since)
    feed(scope=scope, story=story, until=last, progress=progress)
    found = [_morning(scope, crew, story, last)]
    for stop in stops:
        if stop - last < timedelta(days=1):
            break  # the world ends in the middle of its last day, whose morning has been
        story = _deliver(scope, life, story, last, stop)
        last = stop
        found.append(_morning(scope, crew, story, stop))
        progress(Label("早晨", "Mornings"), len(found), days + 1)
    here = scope._replace(sites=frozenset(PREFIX + code for code in SITE_CODES))
    broken = sum(len(result.broken) for result in verify(scope=here) if not result.report)
    return Mornings(seed, (found[0].day - life.since.date()).days, tuple(found), broken,
                    time.monotonic() - began)


def _warm_up(stops: Iterator[datetime], life: Life, until: datetime) -> datetime:
    """Run the world until its first morning after `until`."""
    for stop in stops:
        if stop >= until:
            return stop
    return life.until


def _deliver(
    scope: Scope, life: Life, before: Story, last: datetime, now: datetime
) -> Story:
    """Bring in what reached the desk since the last morning: new lots, papers, late ones too."""
    story = renamed(life.story(), PREFIX)
    put_new_lots(scope=scope, lots={
        key: dates for key, dates in story.lots.items() if key not in before.lots})
    papers = sorted((d for d in story.documents if last < d.delivered <= now),
                    key=lambda d: (d.delivered, d.id))
    post_all(scope=scope, documents=papers)
    return story


def _crew(scope: Scope, seed: int, size: Size, since: datetime) -> Crew:
    """Make the people of a run, and put the rules in force that its mornings decide by."""
    people = [person for person in PEOPLE if person.code in (BOSS, SECOND)]
    counters = {site: [f"{site.lower()}-counter-{n}" for n in range(1, COUNTERS_PER_SITE + 1)]
                for site in SITE_CODES}
    people += [Person(code, Label(code, code), "counter", site)
               for site, codes in counters.items() for code in codes]
    put_people(scope=scope, people=people, prefix=PREFIX)
    phones = {
        PREFIX + site: [phone(scope=scope, code=PREFIX + code, seed=seed,
                              skew=timedelta(minutes=7 * n))
                        for n, code in enumerate(codes, -1)] for site, codes in counters.items()}
    staff(scope=scope, seed=seed, since=since, people=people, prefix=PREFIX)
    boss, second = (acting(scope=scope, code=PREFIX + code) for code in (BOSS, SECOND))
    signers = Signers(boss, second, DEMO_PASSWORD, {})
    adopt(signers=signers, sites=sorted(phones))
    return Crew(signers, phones, {}, Counter(),
                {item.code: item for item in world_items(size, PREFIX)}, seed)


def _morning(scope: Scope, crew: Crew, story: Story, now: datetime) -> Morning:
    """Plan, count and decide this morning at every site."""
    codes = [PREFIX + code for code in SITE_CODES]
    before = apart(story.truth, book_now(scope=scope, sites=codes))
    night(scope=scope, sites=codes, now=now)
    walked = [each for site in codes for each in morning_at(
        crew=crew, site=site, truth=story.truth, now=now)]
    after = book_now(scope=scope, sites=codes)
    exact, drawn = crew.drawn[True], crew.drawn.total()
    low, high = interval(exact, drawn) if drawn else (0.0, 1.0)
    return Morning(
        now.date(), together(walked), len(story.truth), before, apart(story.truth, after), drawn,
        exact, low, high)
