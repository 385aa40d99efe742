"""Random lives of every kind: nothing illegal succeeds, books stay sound, all can be undone.

A new kind is driven as soon as it stands in KINDS.  随机单据一生
"""

from __future__ import annotations

import os

import pytest
from document_lives import NEEDS, Lives
from document_world import Dock

from pandian.lifecycle import queries
from pandian.lifecycle.rules import KINDS
from tests.chance import rounds

STEPS = int(os.environ.get("PANDIAN_LIFE_STEPS", "30"))


@pytest.fixture(scope="module")
def ground(module_db):
    """Return the two sites as every life finds them."""
    return Lives(Dock())


@pytest.fixture
def lives(ground, db, seed):
    here = ground.begun(seed)
    yield here
    here.dock.assert_sound()
    broken = {each.code: each.broken for each in queries.check(scope=here.dock.boss)
              if each.broken}
    assert not broken


def lived(lives: Lives, names: list[str], steps: int) -> None:
    """Open and act at random, mostly on the newest documents."""
    for step in range(steps):
        rows = lives.documents()
        alive = [row for row in rows if lives.moves_on(row)]
        rows = alive if alive and lives.dice.random() < 0.9 else rows
        if not rows or lives.dice.random() < 0.25:
            lives.open(lives.dice.choice(names))
        elif lives.dice.random() < 0.06:
            lives.undo(lives.dice.choice(rows))
        else:
            lives.act(rows[0] if lives.dice.random() < 0.6 else lives.dice.choice(rows))
        if step % 10 == 9:
            lives.carry()


def undone(lives: Lives) -> int:
    """Reverse all, newest first, again as long as one more goes; return how many stand."""
    while True:
        rows = [row for row in lives.documents() if row.state != "reversed"]
        gone = [lives.undo(row) for row in rows if lives.effects.get(row.id)]
        if True not in gone:
            return sum(1 for row in rows if lives.effects.get(row.id))


def refused(lives: Lives) -> int:
    """Return how many refusals, and reasons of them, there were."""
    return sum(n for what, n in lives.told.items() if "refused" in what)


def leading_to(name: str) -> list[str]:
    """Return a kind, often, and those whose documents it needs."""
    found = [name]
    for each in found:
        kind = KINDS[each]
        found += [one for one in (kind.follows, *kind.also, *NEEDS.get(each, ()))
                  if one and one not in found]
    return found + [name] * len(found)


@pytest.mark.parametrize("name", sorted(KINDS))
def test_no_random_life_of_a_kind_breaks_the_books(lives, name):
    began = lives.stood
    lived(lives, leading_to(name), STEPS)
    lives.open(name)  # chance may have drawn only what leads to it
    print(dict(sorted(lives.told.items())))
    assert any(name in what.split() for what in lives.told), "it was tried at least"
    if not undone(lives):
        assert lives.standing() == began, "all was undone"


def test_no_random_life_of_all_kinds_together_breaks_the_books(lives):
    began = lives.stood
    for _ in rounds(3, lambda: refused(lives) > STEPS):
        lived(lives, sorted(KINDS), STEPS)
    print({key: n for key, n in sorted(lives.told.items()) if ":" not in key})
    assert refused(lives) > STEPS
    if not undone(lives):
        assert lives.standing() == began, "all was undone"
