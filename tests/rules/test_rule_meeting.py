"""What a version decides twice beside the rules of a site, its overrides included.   规则检查"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from pandian.counting.planning.checking.rules import against
from pandian.governance.policies.words import CENTRAL, Link, PolicyRow, VersionRow
from pandian.kernel.words import Label

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def held(code: str, content: dict[str, Any], *chain: Link) -> PolicyRow:
    return PolicyRow(uuid4(), code, "count.plan", 1, "SH1", content, Label(code, code), "", NOW,
                     chain or (Link("SH1", uuid4(), 1, tuple(content)),))


def version(site: str, code: str, content: dict[str, Any]) -> VersionRow:
    return VersionRow(UUID(int=7), site, "count.plan", code, 2, Label(code, code), content, {}, "",
                      "", "draft", "pen", NOW, NOW, None, "", "", "", "", None, False, None, None,
                      None, "", None, "")


def cycle(days: int) -> dict[str, Any]:
    return {"strategy": "cycle", "when.every_days": days}


def test_what_a_site_overrides_stays_so_when_the_centre_changes_its_rule() -> None:
    own = held("K", cycle(30))
    local = Link("SH1", uuid4(), 1, ("when.every_days",))
    overridden = held("M", cycle(30), Link(CENTRAL, uuid4(), 1, ("strategy",)), local)
    plain = held("M", cycle(30), Link(CENTRAL, uuid4(), 1, ("strategy", "when.every_days")))
    new = version(CENTRAL, "M", cycle(14))
    assert against(new, [own, overridden], central=True) == []
    (found,) = against(new, [own, plain], central=True)
    assert (found.code, found.params, found.rules) == ("same_twice", ("K", "M"), (own.id, new.id))


def test_an_override_is_read_with_what_it_leaves_of_the_central_rule() -> None:
    own = held("K", {**cycle(30), "scope.zones": ["A"]})
    central = held("M", {**cycle(30), "scope.zones": ["A"]},
                   Link(CENTRAL, uuid4(), 1, ("scope.zones", "strategy", "when.every_days")))
    assert against(version("SH1", "M", {"when.every_days": 30}), [own, central],
                   central=False) == []
    (found,) = against(version("SH1", "M", {"when.every_days": 7}), [own, central], central=False)
    assert found.params == ("K", "M")


def test_a_content_that_states_no_rule_is_left_to_the_check() -> None:
    broken = held("K", {"strategy": "cycle"})
    assert against(version("SH1", "M", cycle(7)), [broken], central=False) == []
