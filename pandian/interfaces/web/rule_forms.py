"""Forms of rules: what a browser sent becomes a content, a content becomes inputs.   规则表单

Pure: nobody types a data format.  Lists are chips and boxes, names with values are rows, bands are
groups of inputs; what cannot be read stays as it was typed, so that the rule names its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from pandian.catalog.words import COST_PER_MAIN_UNIT
from pandian.governance.policies.kinds.words import Field, Kind
from pandian.governance.policies.rules import control_of
from pandian.interfaces.web.forms import codes
from pandian.kernel.words import BETWEEN, Fault, Label

BOXES_MAX = 40
"""So many known codes are boxes to tick; more are searched for."""
SPARE_ROWS = 2
BANDS_MAX = 60
MONTHS = tuple(f"{n:02d}" for n in range(1, 13))
DAYS = tuple(f"{n:02d}" for n in range(1, 32))
SEARCHED = frozenset({"items", "places", "keys"})
WIDE = frozenset({"chips", "ticks", "steps", "rows", "numbers", "lists", "dates"})
GROUPS: dict[str, Label] = {
    "": Label("规则", "Rule"), "scope": Label("范围", "Scope"), "when": Label("何时", "When"),
    "who": Label("由谁", "Who"), "how": Label("怎样盘", "How"),
    "exceptions": Label("例外", "Exceptions"), "auto": Label("自动批准", "Approval by itself"),
}
"""The groups of fields by the word before the dot; one that is not here stands with the first."""


class Option(NamedTuple):
    """One code to choose; `known` False: the site does not know it (any more)."""

    code: str
    label: Label | None
    chosen: bool
    known: bool = True


class Box(NamedTuple):
    """One input: what it is, what stands in it, what is wrong with it."""

    field: Field
    name: str
    widget: str
    value: Any = ""
    options: Sequence[Option] = ()
    pairs: Sequence[tuple[str, str]] = ()
    bands: Sequence[Sequence[Box]] = ()
    errors: Sequence[str] = ()
    used_by: str = ""
    held: Mapping[str, Any] | None = None
    wide: bool = False


Known = Mapping[str, Mapping[str, Label | None]]


def shown(field: Field, value: Any) -> str:
    """Return a single value as its input shows it: money in whole units; unread text as it is."""
    if value is None or value == "":
        return ""
    if field.type == "money" and isinstance(value, int):
        return format((Decimal(value) / COST_PER_MAIN_UNIT).normalize(), "f")
    if field.type == "flag" and isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _one(field: Field, text: str) -> Any:
    """Return one value as a content holds it, None when blank, the text when it cannot be read."""
    text = text.strip()
    try:
        if field.type == "whole":
            return int(text) if text else None
        if field.type == "money":
            return int(Decimal(text) * COST_PER_MAIN_UNIT) if text else None
    except (ValueError, InvalidOperation, OverflowError):
        return text
    if field.type == "flag":
        return {"yes": True, "no": False}.get(text, text or None)
    return text or None


def read(field: Field, form: Any, name: str, faults: list[Fault]) -> Any:
    """Return what one input of a form says, None for nothing; add what it says twice."""
    if field.type == "choices":
        return list(dict.fromkeys(each for each in form.getlist(name) if each)) or None
    if field.type == "codes":
        return list(dict.fromkeys(
            code for each in form.getlist(name) for code in codes(each))) or None
    if field.type == "dates":
        pairs = zip(form.getlist(f"{name}.m"), form.getlist(f"{name}.d"), strict=False)
        return list(dict.fromkeys(f"{m or '??'}-{d or '??'}" for m, d in pairs if m or d)) or None
    if field.type in ("numbers", "lists"):
        return _named(field, form, name, faults)
    if field.type == "rows":
        return _bands(field, form, name, faults)
    return _one(field, form.get(name, ""))


def _named(field: Field, form: Any, name: str, faults: list[Fault]) -> dict[str, Any] | None:
    """Return rows of a name and its value; a name that stands twice is told."""
    found: dict[str, Any] = {}
    number = field._replace(type="whole")
    pairs = zip(form.getlist(f"{name}.k"), form.getlist(f"{name}.v"), strict=False)
    for key, text in ((key.strip(), text.strip()) for key, text in pairs):
        if not key and not text:
            continue
        if key in found:
            faults.append(Fault(f"/content/{field.name}/{key[:40]}", "repeated", (key[:40],)))
        found[key] = (_one(number, text) if field.type == "numbers" else list(codes(text)))
    return found or None


def _bands(field: Field, form: Any, name: str, faults: list[Fault]) -> list[Any] | None:
    """Return the bands of a form that say anything, in order."""
    rows = []
    for n in form.getlist(f"{name}.n")[:BANDS_MAX]:
        row = {part.name: value for part in field.rows if (
            value := read(part, form, f"{name}.{n}.{part.name}", faults)) is not None}
        if row:
            rows.append(row)
    return rows or None


def content_of(kind: Kind, form: Any, faults: list[Fault]) -> dict[str, Any]:
    """Return the content that a form says; what is left empty is not decided."""
    return {field.name: value for field in kind.fields if (
        value := read(field, form, f"f.{field.name}", faults)) is not None}


def bounds(field: Field, control: Mapping[str, Any]) -> dict[str, Any]:
    """Return how far sites may leave one field, its bounds as their inputs show them."""
    held = control_of(control, field.name)
    as_typed = field if field.type == "money" else field._replace(type="whole")
    return {"mode": held.mode, "low": shown(as_typed, held.low),
            "high": shown(as_typed, held.high)}


def control_read(kind: Kind, form: Any, faults: list[Fault]) -> dict[str, Any]:
    """Return how far sites may leave each key; only what is not free is said."""
    control: dict[str, Any] = {}
    for field in kind.fields:
        mode = form.get(f"c.{field.name}", "free")
        if mode == "free":
            continue
        control[field.name] = {"mode": mode}
        if mode != "bounded":
            continue
        number = field._replace(type="money" if field.type == "money" else "whole")
        for end in ("low", "high"):
            if text := form.get(f"{end}.{field.name}", "").strip():
                value = _one(number, text)
                if not isinstance(value, int):
                    faults.append(Fault(f"/control/{field.name}", "not_an_integer"))
                control[field.name][end] = value
    return control


def boxes(
    kind: Kind, content: Mapping[str, Any], control: Mapping[str, Any], known: Known,
    errors: Mapping[str, Sequence[str]],
) -> list[tuple[Label, list[Box]]]:
    """Return the inputs of a kind, by groups; `errors` by pointer."""
    groups: dict[str, list[Box]] = {}
    for field in kind.fields:
        head = field.name.partition(".")[0] if "." in field.name else ""
        head = head if head in GROUPS else ""
        box = _box(field, f"f.{field.name}", content.get(field.name), known,
                   errors, f"/content/{field.name}")
        groups.setdefault(head, []).append(box._replace(
            used_by=" ".join(kind.used_by.get(field.name, ())), held=bounds(field, control),
            errors=[*box.errors, *errors.get(f"/control/{field.name}", ())]))
    return [(GROUPS[head], rows) for head, rows in groups.items()]


def _box(
    field: Field, name: str, value: Any, known: Known, errors: Mapping[str, Sequence[str]],
    pointer: str,
) -> Box:
    widget = widget_of(field, known)
    told = [text for at, texts in errors.items() for text in texts
            if at == pointer or (at.startswith(f"{pointer}/") and widget != "rows")]
    box = Box(field, name, widget, errors=told, wide=widget in WIDE)
    if widget in ("ticks", "chips", "choice"):
        return box._replace(options=_options(field, value, known, widget))
    if widget == "steps":
        return box._replace(
            options=_options(field, value, known, widget),
            pairs=[*((str(each), "") for each in value or ()), *[("", "")] * SPARE_ROWS])
    if widget == "dates":
        said = [(str(each)[:2], str(each)[3:]) for each in value or ()]
        return box._replace(pairs=[*said, *[("", "")] * SPARE_ROWS])
    if widget in ("numbers", "lists"):
        return box._replace(
            pairs=[*_pairs(field, value), *[("", "")] * SPARE_ROWS],
            options=[Option(code, label, False) for code, label in
                     known.get(field.of, {}).items()])
    if widget == "rows":
        rows = [row for row in value or () if isinstance(row, Mapping)]
        return box._replace(bands=[
            [_box(part, f"{name}.{n}.{part.name}", row.get(part.name), known, errors,
                  f"{pointer}/{n}/{part.name}") for part in field.rows]
            for n, row in enumerate([*rows, {}])])
    if field.of:
        box = box._replace(options=[Option(code, label, False)
                                    for code, label in known.get(field.of, {}).items()])
    return box._replace(value=shown(field, value))


def widget_of(field: Field, known: Known) -> str:
    """Return how a field is filled in."""
    if field.type == "choices":
        return "ticks"
    if field.type == "codes":
        if field.ordered:
            return "steps"
        few = 0 < len(known.get(field.of, {})) <= BOXES_MAX and field.of not in SEARCHED
        return "ticks" if few else "chips"
    return field.type if field.type in (
        "choice", "flag", "dates", "numbers", "lists", "rows") else "line"


def _options(field: Field, value: Any, known: Known, widget: str) -> list[Option]:
    """Return what can be chosen, what is chosen first where the rest is searched for."""
    chosen = [value] if isinstance(value, str) else list(value or ())
    if field.choices:
        return [Option(code, label, code in chosen) for code, label in field.choices]
    here = known.get(field.of, {})
    told = [Option(code, here.get(code), True, widget == "chips" or code in here)
            for code in chosen if widget == "chips" or code not in here]
    return told if widget == "chips" else told + [
        Option(code, label, code in chosen) for code, label in here.items()]


def _pairs(field: Field, value: Any) -> Iterable[tuple[str, str]]:
    for key, each in (value if isinstance(value, Mapping) else {}).items():
        yield key, (" ".join(each) if field.type == "lists" else str(each if each is not None
                                                                      else ""))


def told(field: Field, value: Any, language: str) -> str:
    """Return a value as people read it: choices by name, names with values, one line a band."""
    if value in (None, "", [], {}, ()):
        return ""
    if field.type in ("choice", "choices"):
        names = {code: label.text(language) for code, label in field.choices}
        return BETWEEN.text(language).join(names.get(each, str(each)) for each in (
            [value] if isinstance(value, str) else value))
    if field.type in ("codes", "dates"):
        return " ".join(map(str, value))
    if field.type == "rows":
        parts = {part.name: part for part in field.rows}
        return "\n".join(" · ".join(
            f"{parts[name].label.text(language)} {told(parts[name], each, language)}"
            for name, each in row.items() if name in parts) for row in value)
    if isinstance(value, Mapping):
        return "\n".join(f"{key}: {' '.join(each) if isinstance(each, list) else each}"
                         for key, each in value.items())
    return shown(field, value)
