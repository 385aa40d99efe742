"""What a rule may say, which version holds, and why it applies here.   规则判定

Pure: the clock and the zone are arguments.  SQL twins: sql/active.sql with governance_effective
(`resolve`, `effective`), and the view of sql/objects/policies.sql (`state_of`).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from pandian.governance.policies.kinds.alerts.rules import decided_twice
from pandian.governance.policies.kinds.words import (
    KINDS,
    LIST_MAX,
    TEXT_CHARACTERS_MAX,
    Field,
    Kind,
)
from pandian.governance.policies.meaning.rules import meaning_faults
from pandian.governance.policies.words import (
    CENTRAL,
    CONTENT_BYTES_MAX,
    CONTROLS,
    LABEL_CHARACTERS_MAX,
    Control,
    DriftRow,
    Link,
    PolicyDraft,
)
from pandian.governance.rules import code_faults, text_faults
from pandian.governance.words import REASON_CHARACTERS_MAX
from pandian.kernel.words import Fault

DATE = re.compile(r"\d\d-\d\d", re.ASCII)
SHOWN = 40
NUMBERS = frozenset({"whole", "money", "decimal"})
NAMED = {"numbers": "whole", "lists": "codes"}
DECIMAL_CHARACTERS_MAX = 30
DECIMAL_PLACES_MAX = 6


class Version(NamedTuple):
    """What resolving must know of one version that holds."""

    id: UUID
    site: str
    version: int
    content: Mapping[str, Any]
    control: Mapping[str, Any] = {}
    by_centre: bool = False


class Resolved(NamedTuple):
    """A content as it holds at a site, and the versions that made it."""

    content: Mapping[str, Any]
    chain: tuple[Link, ...]


def draft_faults(draft: PolicyDraft, *, partial: bool, pointer: str = "") -> list[Fault]:
    """Return everything that is wrong with a version by itself; `partial` for an override."""
    faults = code_faults(draft.code, f"{pointer}/code")
    faults += text_faults(draft.reason, f"{pointer}/reason",
                          characters_max=REASON_CHARACTERS_MAX)
    for name in ("label_zh", "label_en"):
        faults += text_faults(getattr(draft, name), f"{pointer}/{name}",
                              characters_max=LABEL_CHARACTERS_MAX, blank=True)
    kind = KINDS.get(draft.kind) if isinstance(draft.kind, str) else None
    if kind is None:
        return [*faults, Fault(f"{pointer}/kind", "policy_kind_unknown",
                               (str(draft.kind)[:SHOWN],))]
    wrong = content_faults(kind, draft.content, partial=partial, pointer=f"{pointer}/content")
    if not partial and _has_meaning(kind, draft.content, wrong, f"{pointer}/content"):
        wrong += [fault for fault in meaning_faults(draft.kind, draft.content,
                                                    f"{pointer}/content")
                  if fault.pointer not in {each.pointer for each in wrong}]
    return [*faults, *wrong, *control_faults(kind, draft, f"{pointer}/control")]


def _has_meaning(kind: Kind, content: object, wrong: Sequence[Fault], pointer: str) -> bool:
    """Say whether a content can be asked what it means although some of it is wrong.

    Of flat kinds it can once the field that everything hangs on (the first) is sound; bands are
    read as a whole.
    """
    if not wrong:
        return True
    return (isinstance(content, Mapping) and kind.fields[0].type == "choice"
            and kind.fields[0].name in content
            and not any(each.pointer in (pointer, f"{pointer}/{kind.fields[0].name}")
                        for each in wrong))


def content_faults(
    kind: Kind, content: object, *, partial: bool = False, pointer: str = ""
) -> list[Fault]:
    """Return every fault of a content against its kind's fields, each with its place."""
    if not isinstance(content, Mapping):
        return [Fault(pointer, "not_an_object")]
    if not content:
        return [Fault(pointer, "policy_empty")]
    if len(json.dumps(content, ensure_ascii=True, default=str)) > CONTENT_BYTES_MAX:
        return [Fault(pointer, "too_large", (CONTENT_BYTES_MAX,))]
    return _fields_faults(kind.fields, content, partial=partial, pointer=pointer)


def _fields_faults(
    fields: Sequence[Field], content: Mapping[Any, Any], *, partial: bool, pointer: str
) -> list[Fault]:
    known = {field.name: field for field in fields}
    faults = [Fault(f"{pointer}/{str(name)[:SHOWN]}", "policy_key_unknown")
              for name in content if name not in known]
    for name, field in known.items():
        value = content.get(name)
        if value is None:
            if name in content or (field.required and not partial):
                faults.append(Fault(f"{pointer}/{name}", "missing"))
        else:
            faults += _value_faults(field, value, f"{pointer}/{name}")
    return faults


def _value_faults(field: Field, value: Any, pointer: str) -> list[Fault]:
    if field.type in ("whole", "money"):
        return _whole_faults(field, value, pointer)
    if field.type == "decimal":
        return _decimal_faults(field, value, pointer)
    if field.type == "flag":
        return [] if isinstance(value, bool) else [
            Fault(pointer, "wrong_type", ("true / false",))]
    if field.type == "text":
        return text_faults(value, pointer, characters_max=TEXT_CHARACTERS_MAX)
    if field.type == "choice":
        return _choice_faults(field, value, pointer)
    if field.type in NAMED:
        return _named_faults(field, value, pointer)
    return _list_faults(field, value, pointer)


def _named_faults(field: Field, value: Any, pointer: str) -> list[Fault]:
    """Return what is wrong with an object of names, each to a number or a list of codes."""
    if not isinstance(value, Mapping):
        return [Fault(pointer, "not_an_object")]
    if len(value) > LIST_MAX:
        return [Fault(pointer, "too_many", (LIST_MAX, len(value)))]
    each = field._replace(type=NAMED[field.type])
    return [fault for name, one in value.items()
            for fault in (*code_faults(name, f"{pointer}/{str(name)[:SHOWN]}"),
                          *_value_faults(each, one, f"{pointer}/{str(name)[:SHOWN]}"))]


def _whole_faults(field: Field, value: Any, pointer: str) -> list[Fault]:
    if isinstance(value, bool) or not isinstance(value, int):
        return [Fault(pointer, "not_an_integer")]
    if not field.low <= value <= field.high:
        return [Fault(pointer, "out_of_range", (field.low, field.high))]
    return []


def _decimal_faults(field: Field, value: Any, pointer: str) -> list[Fault]:
    if not isinstance(value, str) or len(value) > DECIMAL_CHARACTERS_MAX:
        return [Fault(pointer, "policy_not_decimal")]
    try:
        number = Decimal(value)
    except InvalidOperation:
        return [Fault(pointer, "policy_not_decimal")]
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or not -DECIMAL_PLACES_MAX <= exponent <= 0:
        return [Fault(pointer, "policy_not_decimal")]
    if not field.low <= number <= field.high:
        return [Fault(pointer, "out_of_range", (field.low, field.high))]
    return []


def _choice_faults(field: Field, value: Any, pointer: str) -> list[Fault]:
    names = [name for name, _ in field.choices]
    if isinstance(value, str) and value in names:
        return []
    return [Fault(pointer, "not_a_choice", (", ".join(names),))]


def _list_faults(field: Field, value: Any, pointer: str) -> list[Fault]:
    if not isinstance(value, list | tuple):
        return [Fault(pointer, "not_an_array")]
    if len(value) > LIST_MAX:
        return [Fault(pointer, "too_many", (LIST_MAX, len(value)))]
    faults = [Fault(pointer, "blank")] if field.required and not value else []
    for n, each in enumerate(value):
        where = f"{pointer}/{n}"
        if field.type == "rows":
            faults += (_fields_faults(field.rows, each, partial=False, pointer=where)
                       if isinstance(each, Mapping) else [Fault(where, "not_an_object")])
        elif field.type == "choices":
            faults += _choice_faults(field, each, where)
        elif field.type == "dates":
            faults += [] if _is_date(each) else [
                Fault(where, "policy_not_date", (str(each)[:SHOWN],))]
        else:
            faults += code_faults(each, where)
        if each in value[:n]:
            faults.append(Fault(where, "repeated", (value.index(each),)))
    return faults


def _is_date(text: object) -> bool:
    """Say whether a text is a month and a day of some year (29 February is one)."""
    if not isinstance(text, str) or not DATE.fullmatch(text):
        return False
    try:
        date(2000, int(text[:2]), int(text[3:]))
    except ValueError:
        return False
    return True


def control_faults(kind: Kind, draft: PolicyDraft, pointer: str) -> list[Fault]:
    """Return what is wrong with how far sites may leave a central rule."""
    if not isinstance(draft.control, Mapping):
        return [Fault(pointer, "not_an_object")]
    if draft.control and draft.site != CENTRAL:
        return [Fault(pointer, "policy_control_site")]
    fields = {field.name: field for field in kind.fields}
    faults = []
    for key, given in draft.control.items():
        where = f"{pointer}/{str(key)[:SHOWN]}"
        if key not in fields:
            faults.append(Fault(where, "policy_key_unknown"))
        elif not _is_control(given):
            faults.append(Fault(where, "policy_control"))
        elif given["mode"] == "bounded" and fields[key].type not in NUMBERS:
            faults.append(Fault(where, "policy_control_number"))
    return faults


def _is_control(given: object) -> bool:
    if not isinstance(given, Mapping) or given.get("mode") not in CONTROLS:
        return False
    bounds = [given.get("low"), given.get("high")]
    whole = all(one is None or (isinstance(one, int) and not isinstance(one, bool))
                for one in bounds)
    if given["mode"] != "bounded":
        return set(given) == {"mode"}
    low, high = bounds
    return (whole and set(given) <= {"mode", "low", "high"} and bounds != [None, None]
            and (low is None or high is None or low <= high))


def control_of(control: Mapping[str, Any], key: str) -> Control:
    """Return how far a site may leave one key: free where nothing is said."""
    given = control.get(key) or {"mode": "free"}
    return Control(given["mode"], given.get("low"), given.get("high"))


def contradictions(
    kind: str, code: str, content: Mapping[str, Any],
    others: Sequence[tuple[str, Mapping[str, Any]]],
) -> list[Fault]:
    """Return how a rule contradicts the others (code, content) that hold beside it."""
    beside = [(name, said) for name, said in others if name != code]
    if KINDS[kind].single:
        return [Fault("/code", "policy_twice", (name,)) for name, _ in beside]
    if kind == "alert":
        return decided_twice(code, content, beside)
    if kind != "count.tolerance":
        return []
    own = _looked_up(content)
    return [Fault("/content/keys", "policy_overlaps", (name, key or "*"))
            for name, said in beside for level, key in sorted(own & _looked_up(said))]


def _looked_up(content: Mapping[str, Any]) -> set[tuple[str, str]]:
    level = content.get("level", "")
    return {(level, key) for key in content.get("keys") or ("",)}


def canonical(value: Mapping[str, Any]) -> str:
    """Return a content as one text: sorted keys, no spaces."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def hash_of(draft: PolicyDraft) -> str:
    """Return the SHA-256 of what an approval binds: all that the version says."""
    return hashlib.sha256(canonical({
        "site": draft.site, "kind": draft.kind, "code": draft.code, "content": draft.content,
        "control": draft.control, "label_zh": draft.label_zh, "label_en": draft.label_en,
        "ends_at": draft.ends_at.astimezone(UTC).isoformat() if draft.ends_at else None,
    }).encode()).hexdigest()


def content_digest(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a content as it holds at a site."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def drift_subject(row: DriftRow) -> str:
    """Return under which subject a line of the drift report is signed."""
    return f"drift:{row.site}:{row.kind}:{row.code}:{row.key}:{row.drift}"


def drift_hash(row: DriftRow) -> str:
    """Return the SHA-256 of all that a line of the drift report says."""
    said = row._asdict() | {"until": row.until.astimezone(UTC).isoformat() if row.until else "",
                            "version": str(row.version)}
    return hashlib.sha256(canonical({name: value for name, value in said.items() if name not in (
        "hash", "signed_by", "signed_at")}).encode()).hexdigest()


def in_bounds(value: Any, control: Control) -> bool:
    """Say whether a number lies in the bounds; what is bounded is always a number."""
    number = Decimal(str(value))
    return ((control.low is None or number >= control.low)
            and (control.high is None or number <= control.high))


def refusals(
    local: Mapping[str, Any], control: Mapping[str, Any], *, by_centre: bool
) -> dict[str, str]:
    """Return {key: locked | outside} of what an override says without effect."""
    found = {}
    for key, value in local.items():
        held = control_of(control, key)
        if held.mode == "locked":
            found[key] = "locked"
        elif held.mode == "bounded" and not by_centre and not in_bounds(value, held):
            found[key] = "outside"
    return found


def effective(
    local: Mapping[str, Any], control: Mapping[str, Any], *, by_centre: bool
) -> dict[str, Any]:
    """Return the keys of an override that have effect (twin: governance_effective)."""
    without = refusals(local, control, by_centre=by_centre)
    return {key: value for key, value in local.items() if key not in without}


def resolve(central: Version | None, local: Version | None) -> Resolved | None:
    """Return what holds at a site, and the chain that says why; None when nothing does."""
    if central is None:
        if local is None:
            return None
        return Resolved(local.content, (_link(local, tuple(sorted(local.content))),))
    if local is None:
        return Resolved(central.content, (_link(central, tuple(sorted(central.content))),))
    said = effective(local.content, central.control, by_centre=local.by_centre)
    refused = refusals(local.content, central.control, by_centre=local.by_centre)
    kept = tuple(sorted(set(central.content) - set(said)))
    return Resolved({**central.content, **said}, (
        _link(central, kept), _link(local, tuple(sorted(said)))._replace(refused=refused)))


def _link(version: Version, keys: tuple[str, ...]) -> Link:
    return Link(version.site, version.id, version.version, keys)


def state_of(row: Any, at: datetime) -> str:
    """Return the state of a version at an instant, from its instants alone."""
    if row.withdrawn_at is not None and row.withdrawn_at <= at:
        return "withdrawn"
    if row.approved_at is None:
        fresh = row.rehearsed_at is not None and row.rehearsed_at >= row.changed_at
        return "rehearsed" if fresh else "draft"
    if row.effective_from is None:
        return "approved"
    if row.effective_from > at:
        return "scheduled"
    if row.next_from is not None and row.next_from <= at:
        return "superseded"
    return "ended" if row.ends_at is not None and row.ends_at <= at else "active"


def may_pass(row: Any) -> bool:
    """Say whether a version was rehearsed, or waived by a signature, after its last change."""
    if row.kind not in KINDS or not KINDS[row.kind].steers:
        return True
    return any(at is not None and at >= row.changed_at
               for at in (row.rehearsed_at, row.waived_at))


def instant_of(text: str, zone: str) -> datetime:
    """Read when a rule takes effect: an instant with offset, or a date (midnight of the zone).

    A midnight that the zone's clock skips is the first instant after it.  Raises `ValueError`.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        value = datetime.fromisoformat(text)
        if value.tzinfo is None:
            raise ValueError("no offset") from None
        return value.astimezone(UTC)
    return datetime.combine(day, time(0), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def difference(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[tuple[str, Any, Any]]:
    """Return (key, before, after) of the keys that differ, by key; None where one says nothing."""
    return [(key, before.get(key), after.get(key)) for key in sorted({*before, *after})
            if before.get(key) != after.get(key)]
