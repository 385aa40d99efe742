"""Asking the licences before a document goes on.   证照关口查询

Every kind whose goods need licences calls `licence_faults` from its own gates: order sent,
receipt booked, inspection accepted, issue, supplier return.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pandian.catalog.licences.queries import check_all, list_licences
from pandian.catalog.licences.rules import warning_step
from pandian.catalog.licences.words import NEAR_DAYS_MAX, AskDraft, LicenceFilter
from pandian.governance.queries import today
from pandian.governance.words import Scope, SiteRow
from pandian.kernel.words import Fault
from pandian.lifecycle.gates.rules import faults_of
from pandian.lifecycle.gates.words import EndingLicence, Goods
from pandian.lifecycle.policies.queries import policies_of

HELD_BY = {"party": "supplier", "item": "item", "site": "own_site", "person": "person"}


def licence_faults(
    *, scope: Scope, site: SiteRow, act: str, goods: Sequence[Goods], party: str = "",
    on: date | None = None, region: str = "", party_pointer: str = "/header/supplier",
) -> list[Fault]:
    """Return every licence that forbids an act (a key of the licences' ACTIONS), each once.

    `on` None is today at the site.  Each fault names gate, holder, licence, its date and who can
    cure it.  Empty where the site's policy only notes what fails: `licence_notes` says it then.
    """
    if not goods or policies_of(scope=scope, site=site)["licences"] != "refuse":
        return []
    return licence_notes(scope=scope, site=site, act=act, goods=goods, party=party, on=on,
                         region=region, party_pointer=party_pointer)


def licence_notes(
    *, scope: Scope, site: SiteRow, act: str, goods: Sequence[Goods], party: str = "",
    on: date | None = None, region: str = "", party_pointer: str = "/header/supplier",
) -> list[Fault]:
    """Return what `licence_faults` would refuse, whatever the policy says."""
    distinct: dict[tuple[str, date | None], Goods] = {}
    for each in goods:
        distinct.setdefault((each.item, each.made_on), each)
    asked = list(distinct.values())
    checked = check_all(scope=scope, drafts=[
        AskDraft(act, site.code, party, each.item, on, each.made_on, region=region)
        for each in asked])
    return faults_of(
        [(each.pointer, reason) for each, done in zip(asked, checked, strict=True)
         for reason in done.ruling.reasons],
        party=party_pointer, site="/site")


def ending_licences(*, scope: Scope, on: date | None = None) -> list[EndingLicence]:
    """Return the licences that have ended, or end within 90 days, and were not renewed.

    Soonest first; those of sites and people that the scope does not see are left out.
    """
    day = on or today(scope=scope)
    found, after = [], 0
    while True:
        page = list_licences(scope=scope, on=day, after=after,
                             wanted=LicenceFilter(ending_days=NEAR_DAYS_MAX))
        found += [row for row in page.rows if not row.renewed and row.valid_to]
        if page.next is None:
            break
        after = page.next
    return sorted((
        EndingLicence(row.kind, row.holder_kind, row.holder, row.number, row.valid_to,
                      (row.valid_to - day).days, warning_step(row.valid_to, on=day) or 0,
                      HELD_BY[row.holder_kind], row.id)
        for row in found if row.valid_to), key=lambda row: (row.ends, row.holder, row.number))
