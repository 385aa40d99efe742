"""What a look does to alerts, by tables; rules on alerts; control limits.   预警判定"""

from __future__ import annotations

import string
from datetime import UTC, datetime, timedelta
from math import comb
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pandian.governance.policies.kinds.alerts.words import CONDITIONS as NAMES
from pandian.governance.policies.kinds.words import KINDS
from pandian.governance.policies.rules import content_faults, contradictions, meaning_faults
from pandian.governance.words import ROLES
from pandian.insight.alerting.rules import (
    Held,
    Look,
    Step,
    control_limit,
    due_of,
    masked,
    may_of,
    out_of_control,
    quiet_end,
    said,
    snooze_faults,
    standing_of,
    step,
)
from pandian.insight.alerting.words import CONDITIONS, FALSE_ALARM, Found

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ZONE = "Asia/Shanghai"
USUAL = {name: standing_of(name, None) for name in CONDITIONS}


def hours(n: float) -> timedelta:
    return timedelta(hours=n)


def found(subject: str = "holding:1", *, level: int = 1, news: datetime = NOW,
          condition: str = "negative") -> Found:
    return Found(condition, subject, NOW, news, level, None, (), {"short": level})


def look(at: datetime = NOW, *, looked=("negative",), cut=(), standings=None) -> Look:
    return Look(at, ZONE, standings or USUAL, frozenset(looked), cut)


def after(alerts: list[Held], rows: list[Found], seen: Look) -> tuple[list[Held], Step]:
    """Return the alerts that hold after a look."""
    done = step(alerts, rows, seen, uuid4)
    changed = {each.id: each for each in done.changed}
    return [each for each in [*(changed.get(a.id, a) for a in alerts), *done.new]
            if each.holds], done


def acts(done: Step) -> list[str]:
    return [event.act for event in done.events]


def test_two_looks_at_one_instant_do_no_more_than_one():
    alerts, done = after([], [found(), found("holding:2")], look())
    assert acts(done) == ["raised", "raised"]
    assert step(alerts, [found(), found("holding:2")], look(), uuid4) == Step([], [], [])


@pytest.mark.parametrize(("level", "news", "said_acts", "times"), [
    (1, NOW, [], 1), (1, NOW + hours(1), ["again"], 2), (2, NOW, ["worse"], 2), (0, NOW, [], 1)])
def test_news_and_more_of_it_count_and_less_of_it_does_not(level, news, said_acts, times):
    alerts, _ = after([], [found()], look())
    (row,), done = after(alerts, [found(level=level, news=news)], look(NOW + hours(1)))
    assert (acts(done), row.times, row.level) == (said_acts, times, level)


def test_what_is_over_closes_by_itself_but_not_when_nobody_could_look_or_see_all():
    alerts, _ = after([], [found()], look())
    assert after(alerts, [], look(looked=()))[0] == alerts
    assert after(alerts, [], look(cut=("negative",)))[0] == alerts
    left, done = after(alerts, [], look(NOW + hours(2)))
    assert (left, acts(done)) == ([], ["gone"])
    assert done.changed[0].closed_how == "gone"
    off = {**USUAL, "negative": standing_of("negative", {"off": True})}
    assert acts(after(alerts, [], look(looked=(), standings=off))[1]) == ["off"]


def test_what_a_person_closed_comes_back_only_worse_or_after_it_was_over():
    (alert,), _ = after([], [found(level=3)], look())
    shut = [alert._replace(closed_at=NOW, closed_how="person", closed_by="li", closed_level=3)]
    assert after(shut, [found(level=3, news=NOW + hours(9))], look())[1] == Step([], [], [])
    rows, done = after(shut, [found(level=4)], look())
    assert (acts(done), [row.closed_how for row in rows]) == (["raised"], [""])
    rows, done = after(shut, [], look())
    assert (rows, acts(done)) == ([], [])
    assert acts(after(rows, [found()], look())[1]) == ["raised"]


def test_a_snoozed_alert_wakes_in_time_and_at_once_when_it_is_worse():
    (alert,), _ = after([], [found()], look())
    asleep = [alert._replace(snoozed_to=NOW + hours(5))]
    assert after(asleep, [found(news=NOW + hours(1))], look(NOW + hours(1)))[0][0].snoozed_to
    assert after(asleep, [found()], look(NOW + hours(4.9)))[1].events == []
    assert acts(after(asleep, [found()], look(NOW + hours(5)))[1]) == ["woken"]
    assert acts(after(asleep, [found(level=2)], look(NOW + hours(1)))[1]) == ["worse", "woken"]


def test_a_late_alert_is_passed_on_once_a_step_and_never_asleep_or_at_night():
    rule = standing_of("transit", {"sla_hours": 2, "escalate_to": ["controller", "manager"],
                                   "quiet_from": 22, "quiet_to": 6})
    standing = {"transit": rule}
    row = found(condition="transit")
    alerts, told = [], []
    for n in range(0, 48):  # every half hour for a day, from 20:00 in Shanghai
        at = NOW + hours(n / 2)
        alerts, done = after(alerts, [row], look(at, looked=("transit",), standings=standing))
        told += [(n / 2, event.data["role"]) for event in done.events if event.act == "escalated"]
    assert told == [(10.0, "controller"), (12.5, "manager")], "due at 22:00, told from 6:00 on"
    assert alerts[0].roles == ("lead", "controller", "manager")
    asleep = [alerts[0]._replace(step=0, roles=("lead",), snoozed_to=NOW + hours(99))]
    assert after(asleep, [row], look(NOW + hours(30), looked=("transit",), standings=standing)
                 )[1].events == []


@pytest.mark.parametrize(("at", "quiet", "end"), [
    ("2026-11-23T21:59", (22, 6), None), ("2026-11-23T22:00", (22, 6), "2026-11-24T06:00"),
    ("2026-11-24T05:59", (22, 6), "2026-11-24T06:00"), ("2026-11-24T06:00", (22, 6), None),
    ("2026-11-24T12:30", (12, 14), "2026-11-24T14:00"), ("2026-11-24T14:00", (12, 14), None),
    ("2026-11-24T23:10", (22, 0), "2026-11-25T00:00"), ("2026-11-24T03:00", None, None)])
def test_quiet_hours_are_those_of_the_site(at, quiet, end):
    def local(text: str) -> datetime:
        return (datetime.fromisoformat(text) - hours(8)).replace(tzinfo=UTC)

    assert quiet_end(local(at), quiet, ZONE) == (local(end) if end else None)


def test_the_hours_of_an_alert_begin_after_quiet_hours():
    rule = standing_of("negative", {"sla_hours": 3, "quiet_from": 20, "quiet_to": 8})
    assert due_of(NOW, rule, ZONE) == NOW + hours(12 + 3), "20:00 in Shanghai: quiet until 8:00"


def test_a_rule_says_what_it_says_and_defaults_hold_for_the_rest():
    rule = standing_of("negative", {"hours": 0, "severity": "critical", "owner": "manager"})
    assert (rule.hours, rule.severity, rule.owner, rule.sla_hours) == (0, "critical", "manager", 24)
    assert rule.escalate_to == (), "an owner is not passed on to himself"
    safe = standing_of("recall", {"off": True, "snooze_hours_max": 500})
    assert (safe.on, safe.snooze_hours_max) == (True, 8)


FULL = {"condition": "negative", "hours": 4}


@pytest.mark.parametrize(("content", "faults"), [
    (FULL, []), ({"condition": "approval", "days": 1, "value": 5}, []),
    ({**FULL, "off": True}, []),
    ({**FULL, "days": 3, "number": 2}, [("/days", "policy_field_idle"),
                                        ("/number", "policy_field_idle")]),
    ({"condition": "invariant", "off": True}, [("/off", "alert_stays_on")]),
    ({"condition": "recall", "snooze_hours_max": 9},
     [("/snooze_hours_max", "alert_snooze_safety")]),
    ({**FULL, "owner": "counter", "escalate_to": ["boss", "sales", "manager"]},
     [("/owner", "policy_role_never_alerts"), ("/escalate_to/0", "policy_role_unknown"),
      ("/escalate_to/1", "policy_role_never_alerts")]),
    ({**FULL, "owner": "manager", "escalate_to": ["manager"]},
     [("/escalate_to/0", "alert_owner_above")]),
    ({**FULL, "quiet_from": 22}, [("/quiet_to", "alert_quiet_half")]),
    ({**FULL, "quiet_from": 7, "quiet_to": 7}, [("/quiet_to", "alert_quiet_none")]),
])
def test_everything_that_a_rule_on_alerts_says_without_sense_is_named(content, faults):
    found_faults = [*content_faults(KINDS["alert"], content), *meaning_faults("alert", content, "")]
    assert [(each.pointer, each.code) for each in found_faults] == faults


def test_one_rule_decides_a_condition():
    assert [each.code for each in contradictions("alert", "B", FULL, [("A", FULL)])] == [
        "policy_condition_twice"]
    other = {"condition": "hold", "days": 2}
    assert contradictions("alert", "B", FULL, [("A", other), ("B", FULL)]) == []


def test_every_condition_of_a_rule_has_its_default_and_people_who_may_deal_with_it():
    assert set(CONDITIONS) == set(NAMES)
    for name, each in CONDITIONS.items():
        assert all("insight.alert" in ROLES[role].capabilities
                   for role in (each.owner, *each.escalate_to)), name
        assert each.owner not in each.escalate_to


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", list(CONDITIONS))
def test_a_sentence_is_said_with_figures_and_without_those_that_are_hidden(name, language):
    text = CONDITIONS[name].says.text(language)
    facts = {field: "2026-11-23T08:00:00+00:00" if field in ("due", "since", "oldest", "last")
             else 7_000_000 if field == "amount" else "X-7" if field != "left" else 3
             for _, field, *_ in string.Formatter().parse(text) if field}
    whole = said(name, facts, language, ZONE)
    assert "{" not in whole
    assert "—" not in whole
    hidden = masked(name, facts, {"book", "variance", "value"})
    told = said(name, hidden, language, ZONE)
    assert told.count("—") == len(set(facts) & set(CONDITIONS[name].hides))
    assert "2026-11-23 16:00" in whole or not {"due", "since", "oldest", "last"} & set(facts)


def test_amounts_are_money_and_nobody_is_said_to_be_nobody():
    facts = {"plan_name": "P", "lines": 1_200, "amount": 12_345_678_900, "number": 3,
             "person_name": ""}
    assert said("approval", facts, "en") == (
        "P: 1,200 lines that differ wait for approval, 12,345.68 gross")
    assert said("task_late", facts, "zh-hans") == "P 的任务 3 已逾期（还没有人）"


@pytest.mark.parametrize(("stand", "person", "acts_open"), [
    ("open", "", ("take", "hand_over", "snooze", "close")),
    ("taken", "li", ("give_back", "hand_over", "snooze", "close")),
    ("taken", "wang", ("hand_over", "snooze", "close")),
    ("snoozed", "li", ("give_back", "hand_over", "wake", "close"))])
def test_acts_are_open_by_how_an_alert_stands(stand, person, acts_open):
    def may(condition: str, **more) -> tuple[str, ...]:
        return may_of(condition, stand=stand, person=person, actor="li", holds=True,
                      closed_how="", snoozes=True, **more)

    assert may("negative") == acts_open
    assert may("invariant") == acts_open[:-1], "safety closes by itself"


@pytest.mark.parametrize(("how", "holds", "acts_open"), [
    ("person", True, ("reopen",)), ("person", False, ()), ("gone", False, ()), ("off", False, ())])
def test_only_a_closing_by_a_person_is_taken_back_and_only_while_it_holds(how, holds, acts_open):
    assert may_of("negative", stand="closed", person="", actor="li", holds=holds, closed_how=how,
                  snoozes=True) == acts_open


@pytest.mark.parametrize(("until", "codes"), [
    (0, ["alert_until_past"]), (0.1, []), (72, []), (72.1, ["alert_until_far"])])
def test_a_snooze_is_bounded(until, codes):
    assert [each.code for each in snooze_faults(NOW + hours(until), USUAL["negative"], NOW)
            ] == codes


@pytest.mark.parametrize("lines", [1, 5, 20, 100])
@pytest.mark.parametrize("rate", [0.002, 0.05, 0.3, 0.9])
def test_the_control_limit_is_the_exact_binomial_one(lines, rate):
    def beyond(c: int) -> float:
        return sum(comb(lines, k) * rate**k * (1 - rate)**(lines - k)
                   for k in range(c + 1, lines + 1))

    limit = control_limit(lines, rate)
    assert beyond(limit) <= FALSE_ALARM
    assert limit == 0 or beyond(limit - 1) > FALSE_ALARM


def chart(wrong: int, lines: int, base: tuple[int, int], site: tuple[int, int]) -> bool:
    facts = dict(zip(("wrong", "lines", "base_wrong", "base_lines", "site_wrong", "site_lines"),
                     (wrong, lines, *base, *site), strict=True))
    return bool(out_of_control([found(condition="hot_item")._replace(facts=facts)]))


def test_a_thing_is_measured_by_itself_else_by_its_site_else_not_at_all():
    assert chart(6, 20, (1, 100), (500, 1000))
    assert not chart(6, 20, (40, 100), (5, 1000)), "it always was so"
    assert chart(6, 20, (9, 9), (5, 1000)), "nine lines say nothing"
    assert not chart(6, 20, (0, 9), (400, 1000))
    assert not chart(6, 20, (0, 29), (0, 29))


@given(st.lists(st.tuples(
    st.dictionaries(st.sampled_from("abc"), st.integers(1, 3), max_size=3),
    st.sampled_from(["look", "blind", "close", "snooze"]), st.integers(0, 40)), max_size=12))
def test_whatever_happens_a_subject_has_one_alert_that_stands_as_long_as_it_is_there(story):
    alerts: list[Held] = []
    raised: set[UUID] = set()
    at = NOW
    for there, act, gap in story:
        at += hours(gap)
        rows = [found(f"holding:{name}", level=level) for name, level in there.items()]
        seen = look(at, looked=() if act == "blind" else ("negative",))
        alerts, done = after(alerts, [] if act == "blind" else rows, seen)
        assert not raised & {each.id for each in done.new}
        raised |= {each.id for each in done.new}
        keys = [alert.subject for alert in alerts]
        assert len(keys) == len(set(keys))
        if act != "blind":
            assert set(keys) == {row.subject for row in rows}
        assert step(alerts, [] if act == "blind" else rows, seen, uuid4).events == []
        if alerts and act == "close":
            alerts[0] = alerts[0]._replace(
                closed_at=at, closed_how="person", closed_by="li", closed_level=alerts[0].level)
        if alerts and act == "snooze" and not alerts[0].closed_how:
            alerts[0] = alerts[0]._replace(snoozed_to=at + hours(20))
