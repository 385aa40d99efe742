"""What the rules of a site leave out, and where they contradict each other.   规则检查页"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from pandian.catalog.words import STATUSES
from pandian.counting.planning.checking.queries import check, uncovered
from pandian.counting.planning.checking.rules import said
from pandian.counting.planning.checking.words import FINDINGS, LISTED, Finding
from pandian.governance.queries import site_by_code
from pandian.interfaces.web.forms import FormRefused
from pandian.interfaces.web.pages import show
from pandian.interfaces.web.policy import page
from pandian.kernel.words import Fault

SHOWN = 200
PEOPLE = frozenset({"people_unshifted", "people_gone", "no_shift", "skill_missing"})
"""Findings that are mended where shifts and training are kept."""


@page("counting.read")
def check_page(request: Any) -> HttpResponse:
    """Show every gap and contradiction of the rules of a site, each with what it opens."""
    site = _site(request)
    if site is None:
        return show(request, "rule_check", {"site": None})
    return show(request, "rule_check", {
        "site": site, "rows": [
            (each, said(each), _names(request, each), each.code in LISTED)
            for each in check(scope=request.scope, site=site.code)],
        "people": PEOPLE, "may_staff": request.scope.may("counting.plan", site.code),
        "may_write": request.scope.may("governance.rule")})


def _names(request: Any, finding: Finding) -> list[str]:
    """Return the names of a finding; people by their own."""
    called = request.face.names if finding.code in PEOPLE else {}
    return [called.get(name, name) for name in finding.names]


@page("counting.read")
def holdings_page(request: Any) -> HttpResponse:
    """List the holdings of which no rule of a kind speaks, a page at a time."""
    site, found = _site(request), request.GET.get("of", "no_rule")
    if found not in LISTED:
        raise FormRefused([Fault("/of", "not_a_choice", (", ".join(LISTED),))])
    if site is None:
        return show(request, "rule_check", {"site": None})
    after = request.GET.get("after", "0")
    rows = uncovered(scope=request.scope, site=site.code, kind=LISTED[found], limit=SHOWN + 1,
                     after=int(after) if after.isascii() and after.isdecimal()
                     and len(after) < 19 else 0)
    return show(request, "rule_check_holdings", {
        "site": site, "of": found, "rows": rows[:SHOWN], "statuses": STATUSES,
        "title": said(Finding(found, (), len(rows))), "kind": LISTED[found],
        "more": rows[SHOWN - 1].holding if len(rows) > SHOWN else None, "first": after == "0",
        "may_write": request.scope.may("governance.rule")})


def _site(request: Any) -> Any:
    """Return the site that is asked for, else the first one of the person."""
    code = request.GET.get("site", "")
    if code:
        return site_by_code(scope=request.scope, code=code)
    return next(iter(request.face.sites), None)


assert set(LISTED) <= set(FINDINGS)
