"""What rules on triggers keep back, and whom they let begin counts by hand.   触发规则"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from pandian.counting.triggering.rules import hand_faults, kept_back, rule_of
from pandian.counting.triggering.words import ByHand, Standing, TriggerRule, Wanted
from pandian.governance.policies.kinds.words import KINDS
from pandian.governance.policies.rules import content_faults, meaning_faults
from pandian.governance.policies.words import PolicyRow
from pandian.kernel.words import Label

MIDNIGHT = datetime(2026, 3, 1, 16, tzinfo=UTC)
NOON = MIDNIGHT + timedelta(hours=12)
PLACES = {"A-01": Standing("bin", frozenset({"A-01", "A"})),
          "A-02": Standing("bin", frozenset({"A-02", "A"})),
          "RED": Standing("rejected_area", frozenset({"RED"}))}


def rule(code: str = "R", strategy: str = "stage", **content: Any) -> TriggerRule:
    said = {"strategy": strategy} | {key.replace("__", "."): value
                                     for key, value in content.items()}
    return rule_of(PolicyRow(uuid4(), code, "count.trigger", 3, "SH1", said, Label(code, code),
                             "", MIDNIGHT))


def wanted(place: str = "A-01", reason: str = "near_zero", item: str = "",
           at: datetime = NOON) -> Wanted:
    return Wanted(reason, place, item, "", at)


def kept(rules: list[TriggerRule], asked: list[Wanted], earlier: list[Wanted] = []  # noqa: B006
         ) -> list[str]:
    ids = [(UUID(int=n), each) for n, each in enumerate(asked)]
    found = {each.request: f"{each.code}/{each.version} {each.why}" for each in kept_back(
        ids, earlier, rules, PLACES, midnight=MIDNIGHT)}
    return [found.get(id, "") for id, _ in ids]


def test_a_silent_rule_speaks_of_its_reasons_places_kinds_and_items_alone() -> None:
    silent = {"when__reasons": ["near_zero"], "how__silent": True}
    assert kept([rule(**silent)], [wanted(), wanted(reason="recall")]) == ["R/3 silent", ""]
    assert kept([rule(scope__places=["A"], **silent)], [wanted(), wanted("RED")]) == [
        "R/3 silent", ""]
    assert kept([rule(scope__place_kinds=["rejected_area"], **silent)],
                [wanted(), wanted("RED")]) == ["", "R/3 silent"]
    assert kept([rule(scope__items=["PLAIN"], **silent)],
                [wanted(), wanted(item="PLAIN")]) == ["", "R/3 silent"]


def test_so_many_a_day_and_the_day_begins_at_midnight_of_the_site() -> None:
    capped = rule(when__reasons=["near_zero"], exceptions__per_day_max=2)
    yesterday = wanted(at=MIDNIGHT - timedelta(microseconds=1))
    asked = [wanted(), wanted("A-02"), wanted("RED")]
    assert kept([capped], asked, [yesterday]) == ["", "", "R/3 per_day"]
    assert kept([capped], asked, [wanted(at=MIDNIGHT)]) == ["", "R/3 per_day", "R/3 per_day"]
    assert kept([capped], asked, [wanted(reason="recall")] * 9) == ["", "", "R/3 per_day"]


def test_a_holding_is_not_asked_for_again_until_exactly_so_many_hours_have_passed() -> None:
    cool = rule(when__reasons=["near_zero"], exceptions__cooldown_hours=4)
    before = NOON - timedelta(hours=4)
    assert kept([cool], [wanted()], [wanted(at=before)]) == [""]
    assert kept([cool], [wanted()], [wanted(at=before + timedelta(microseconds=1))]) == [
        "R/3 cooldown"]
    assert kept([cool], [wanted(), wanted(), wanted(item="PLAIN"), wanted("A-02")]) == [
        "", "R/3 cooldown", "", ""]


def test_the_first_rule_by_code_is_named_and_what_is_kept_back_counts_for_no_limit() -> None:
    silent = rule("A", when__reasons=["near_zero"], how__silent=True, scope__places=["A-01"])
    capped = rule("B", when__reasons=["near_zero"], exceptions__per_day_max=1)
    assert kept([silent, capped], [wanted(), wanted(), wanted("A-02"), wanted("RED")]) == [
        "A/3 silent", "A/3 silent", "", "B/3 per_day"]


def test_a_count_by_hand_needs_one_rule_that_lets_it_and_else_all_is_told() -> None:
    lead = rule("L", "hand", who__roles=["lead"], how__places_max=2, exceptions__per_day_max=1,
                scope__places=["A"], scope__items=["PLAIN"])
    boss = rule("C", "hand", who__roles=["controller"])
    given = ByHand(frozenset({"lead"}), 0, 2, ("PLAIN",), {})
    assert hand_faults([boss, lead], given) == []
    assert hand_faults([boss, lead], given._replace(roles=frozenset({"controller"}))) == []
    (fault, other) = hand_faults([boss, lead], given._replace(roles=frozenset({"quality"})))
    assert (fault.code, fault.params[0], fault.params[1].en) == (
        "hand_role", "C", "Inventory controller")
    assert other.params[1].en == "Team lead"
    wrong = hand_faults([boss, lead], ByHand(
        frozenset({"lead"}), 1, 3, ("LOTS",), {lead.id: (("RED",), 1)}))
    assert [(each.pointer, each.code) for each in wrong] == [
        ("/scope/places", "hand_places"), ("/scope/items", "hand_items"),
        ("/scope/places", "hand_many"), ("/site", "hand_often")]
    assert wrong[3].params[3].en == "Inventory controller"
    assert hand_faults([lead], given._replace(items=())) != [], "a whole place is no list of items"


def test_a_rule_that_keeps_nothing_back_or_names_who_never_plans_is_refused() -> None:
    def wrong(**content: Any) -> list[tuple[str, str]]:
        said = {key.replace("__", "."): value for key, value in content.items()}
        assert content_faults(KINDS["count.trigger"], said) == []
        return [(each.pointer, each.code) for each in meaning_faults("count.trigger", said, "")]

    assert wrong(strategy="stage", when__reasons=["complaint"]) == [
        ("/how.silent", "policy_trigger_idle")]
    assert wrong(strategy="stage", how__silent=True) == [
        ("/when.reasons", "policy_field_missing")]
    assert wrong(strategy="hand", who__roles=["counter", "king"], how__silent=True) == [
        ("/how.silent", "policy_field_idle"), ("/who.roles/0", "policy_role_never_plans"),
        ("/who.roles/1", "policy_role_unknown")]
    assert wrong(strategy="hand") == [("/who.roles", "policy_field_missing")]
    assert wrong(strategy="stage", when__reasons=["complaint"], exceptions__per_day_max=3) == []


def test_no_rule_keeps_a_recall_back() -> None:
    faults = content_faults(KINDS["count.trigger"], {
        "strategy": "stage", "when.reasons": ["recall", "complaint"], "how.silent": True})
    assert [(each.pointer, each.code) for each in faults] == [
        ("/when.reasons/0", "not_a_choice")]
