"""What a text, a site, a grant must be.   治理规则

Pure: no clock, no database, no Django.  Every function returns all faults, never the first only.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import available_timezones

from pandian.codes.own.rules import is_own
from pandian.governance.words import (
    ALL_HIDDEN,
    BATCH_ELEMENTS_MAX,
    CAPABILITIES,
    CODE_CHARACTERS_MAX,
    EVERYWHERE,
    NAME_CHARACTERS_MAX,
    ROLES,
    SITES_PER_GRANT_MAX,
    TOKEN_DAYS_MAX,
    Grant,
    SiteDraft,
)
from pandian.kernel.words import Fault

FORBIDDEN_CATEGORIES = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Controls (NUL, CR, LF, ESC ...), lone surrogates, line and paragraph separators."""

DIRECTION_CONTROLS = frozenset(
    "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""Invisible marks that turn the reading direction, so that a name shows as another."""

ZONES = frozenset(available_timezones())


def text_faults(
    value: object, pointer: str, *, characters_max: int, blank: bool = False
) -> list[Fault]:
    """Return what is wrong with one text: type, emptiness, length, control characters."""
    if not isinstance(value, str):
        return [Fault(pointer, "missing" if value is None else "wrong_type",
                      () if value is None else ("text",))]
    faults = []
    if not blank and not value.strip():
        faults.append(Fault(pointer, "blank"))
    if len(value) > characters_max:
        faults.append(Fault(pointer, "too_long", (characters_max,)))
    if _has_bad_character(value):
        faults.append(Fault(pointer, "bad_character"))
    return faults


def code_faults(
    value: object, pointer: str, *, characters_max: int = CODE_CHARACTERS_MAX,
    reserved: bool = False,
) -> list[Fault]:
    """Return what is wrong with a code: as a text, outer spaces, a leading @ or PD: of ours."""
    faults = text_faults(value, pointer, characters_max=characters_max)
    if isinstance(value, str) and value.strip():
        if value != value.strip():
            faults.append(Fault(pointer, "outer_space"))
        if (value.startswith("@") or is_own(value)) and not reserved:
            faults.append(Fault(pointer, "reserved_code"))
    return faults


def _has_bad_character(value: str) -> bool:
    if value.isascii():
        return not value.isprintable()
    return any(
        unicodedata.category(c) in FORBIDDEN_CATEGORIES or c in DIRECTION_CONTROLS for c in value
    )


def batch_faults(count: int) -> list[Fault]:
    """Return the fault of a batch with too many elements, or none."""
    if count <= BATCH_ELEMENTS_MAX:
        return []
    return [Fault("", "too_many", (BATCH_ELEMENTS_MAX, count))]


def repeats(keys: Sequence[object]) -> dict[int, int]:
    """Return {position: earlier position} of every key that stood in the batch before."""
    first: dict[object, int] = {}
    found: dict[int, int] = {}
    for position, key in enumerate(keys):
        if position != first.setdefault(key, position):
            found[position] = first[key]
    return found


def site_faults(draft: SiteDraft, pointer: str) -> list[Fault]:
    """Return everything that is wrong with one site as it came in."""
    faults = code_faults(draft.code, f"{pointer}/code")
    if draft.code == EVERYWHERE:
        faults.append(Fault(f"{pointer}/code", "reserved_code"))
    faults += text_faults(draft.name, f"{pointer}/name", characters_max=NAME_CHARACTERS_MAX)
    for field in ("name_en", "organisation"):
        faults += text_faults(getattr(draft, field), f"{pointer}/{field}",
                              characters_max=NAME_CHARACTERS_MAX, blank=True)
    zone = text_faults(draft.time_zone, f"{pointer}/time_zone",
                       characters_max=CODE_CHARACTERS_MAX)
    if not zone and draft.time_zone not in ZONES:
        zone = [Fault(f"{pointer}/time_zone", "unknown_time_zone", (draft.time_zone,))]
    return faults + zone


def grant_faults(
    sites: Sequence[str], capabilities: Sequence[str], *, days: int
) -> list[Fault]:
    """Return everything that is wrong with what a token shall grant."""
    faults = site_list_faults(sites)
    if not capabilities:
        faults.append(Fault("/capabilities", "blank"))
    faults += [
        Fault(f"/capabilities/{n}", "unknown_capability", (str(name)[:CODE_CHARACTERS_MAX],))
        for n, name in enumerate(capabilities) if name not in CAPABILITIES
    ]
    if isinstance(days, bool) or not isinstance(days, int):
        faults.append(Fault("/days", "not_an_integer"))
    elif not 1 <= days <= TOKEN_DAYS_MAX:
        faults.append(Fault("/days", "out_of_range", (1, TOKEN_DAYS_MAX)))
    return faults


def site_list_faults(sites: Sequence[str]) -> list[Fault]:
    """Return what is wrong with a list of site codes (`*` alone stands for all)."""
    if not sites:
        return [Fault("/sites", "blank")]
    if len(sites) > SITES_PER_GRANT_MAX:
        return [Fault("/sites", "too_many", (SITES_PER_GRANT_MAX, len(sites)))]
    return [fault for n, code in enumerate(sites) for fault in code_faults(code, f"/sites/{n}")]


def role_faults(role: object, pointer: str) -> list[Fault]:
    """Return the fault of a role that is not in the table."""
    if isinstance(role, str) and role in ROLES:
        return []
    return [Fault(pointer, "unknown_role", (str(role)[:CODE_CHARACTERS_MAX],))]


def hides_of(capabilities: Iterable[str]) -> frozenset[str]:
    """Return what a token with these capabilities is not shown.

    Who reads stock sees the book and its value; who reads counts sees variances too.
    """
    held = frozenset(capabilities)
    if "counting.read" in held:
        return frozenset()
    return frozenset({"variance"}) if "ledger.read" in held else ALL_HIDDEN


def grants_of(assignments: Iterable[tuple[str, str]]) -> tuple[Grant, ...]:
    """Merge (role, site code) pairs into one grant a site."""
    by_site: dict[str, Grant] = {}
    for role, site in assignments:
        given = ROLES[role]
        grant = by_site.get(site, Grant(site, frozenset(), ALL_HIDDEN))
        by_site[site] = Grant(
            site, grant.capabilities | given.capabilities, grant.hides - given.shown)
    return tuple(by_site[site] for site in sorted(by_site))


def stands(valid_from: datetime, valid_to: datetime | None, at: datetime) -> bool:
    """Say whether a span [valid_from, valid_to) holds the instant."""
    return valid_from <= at and (valid_to is None or at < valid_to)
