"""How values look in templates: labels, instants, quantities, variances.   模板过滤器"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pandian.capture.devices.words import ALARMS, DEVICE_STATES
from pandian.capture.words import TRAYS
from pandian.catalog.words import PLACE_KINDS, STATUSES, VIRTUAL_LABELS
from pandian.counting.approving.words import LEADING
from pandian.counting.detective.words import CAUSES as DETECTED
from pandian.counting.requesting.words import FATES
from pandian.counting.rules import explained
from pandian.counting.triggering.words import WHYS
from pandian.counting.words import (
    PLAN_STATES,
    PURPOSES,
    TASK_STATES,
    VERDICTS,
    Explanation,
)
from pandian.exchange.labels.sheets.words import HEADINGS
from pandian.exchange.labels.words import LABEL_KINDS
from pandian.governance.words import CAPABILITIES, MEANINGS, ROLES, SYSTEM, THE_SYSTEM
from pandian.interfaces.web.words import CHIPS
from pandian.kernel.words import Label, called
from pandian.ledger.words import KINDS
from pandian.lifecycle.proofs.words import REASONS

register = template.Library()
TABLES: dict[str, Any] = {
    "kind": KINDS, "status": STATUSES, "verdict": VERDICTS, "plan_state": PLAN_STATES,
    "task_state": TASK_STATES, "purpose": PURPOSES, "tray": TRAYS, "place": VIRTUAL_LABELS,
    "device_state": DEVICE_STATES, "alarm": ALARMS,
    "cause_of": {**LEADING, **DETECTED}, "meaning": MEANINGS, "role": ROLES,
    "fate": FATES, "detective": DETECTED, "request_reason": REASONS, "silenced": WHYS,
    "place_kind": {code: kind.label for code, kind in PLACE_KINDS.items()},
    "label_kind": {**LABEL_KINDS, "count_sheet": HEADINGS["count_sheet"]},
}


@register.filter
def say(label: Any) -> str:
    """Return a label in the language of this request; other values as they are."""
    return label.text(get_language() or "zh-hans") if isinstance(label, Label) else str(label)


@register.filter
def named(code: Any, table: str) -> str:
    """Return what a code is called: `{{ row.kind|named:"kind" }}`; unknown codes as they are."""
    if table == "capability":
        known = CAPABILITIES.get(str(code))
        return say(known.label) if known else str(code)
    found = TABLES[table].get(code)
    return str(code) if found is None else say(getattr(found, "label", found))


@register.filter
def place_name(code: str) -> str:
    """Return what a place outside the stock is called; other places by their code."""
    return named(code, "place")


@register.filter
def name_of(row: Any) -> str:
    """Return the name of an item in the language of this request, where it has one."""
    if not row:
        return ""
    return called(row, get_language() or "zh-hans")


@register.filter
def item_name(row: Any, items: Any) -> str:
    """Return the name of a row's item in the language of this request, from {code: item}."""
    return name_of(items.get(row.item) if items else None) or str(row.item_name)


@register.filter
def person(code: Any, names: Any) -> SafeString | str:
    """Return what a person is called, with the code as a title; who is not known by the code."""
    if code == SYSTEM.actor:
        return say(THE_SYSTEM)
    name = names.get(code, "") if names else ""
    return format_html('<span title="{}">{}</span>', code, name) if name else str(code)


@register.filter
def pick(table: Any, key: Any) -> Any:
    """Return a mapping's value under a key, or nothing."""
    return table.get(key) if table else None


@register.filter
def explain(reason: Explanation, zone: str) -> str:
    """Return an explanation as a sentence; instants in it on the site's clock."""
    return explained(reason, language=get_language() or "zh-hans", zone=zone)


@register.filter
def separated(raw: str) -> str:
    """Return a code with its separators made visible."""
    return str(raw).replace("\x1d", "␝")


@register.filter
def chip(verdict: Any) -> str:
    """Return the colour name of a verdict's chip."""
    return CHIPS.get(str(verdict), "grey")


@register.filter
def at(value: datetime | None, zone: Any) -> str:
    """Return an instant to the second on the site's clock."""
    return _clock(value, zone, "%Y-%m-%d %H:%M:%S")


@register.filter
def at_minute(value: datetime | None, zone: Any) -> str:
    """Return an instant to the minute on the site's clock."""
    return _clock(value, zone, "%m-%d %H:%M")


@register.filter
def clock(value: datetime | None, zone: Any) -> str:
    """Return only the time of day on the site's clock."""
    return _clock(value, zone, "%H:%M:%S")


def _clock(value: datetime | None, zone: Any, form: str) -> str:
    if value is None:
        return "—"
    known = ZoneInfo(zone) if isinstance(zone, str) and zone else zone or UTC
    return value.astimezone(known).strftime(form)


@register.filter
def day(value: date | None) -> str:
    """Return a date as ISO, or nothing."""
    return value.isoformat() if value else ""


@register.filter
def whole(value: Any) -> str:
    """Return an integer with thousands separators."""
    return f"{int(value):,}".replace("-", "−") if value is not None else "—"


@register.filter
def figure(value: Any) -> str:
    """Return a number with thousands separators; a fraction keeps one decimal place."""
    if value is None:
        return "—"
    return (f"{value:,.1f}" if isinstance(value, float) else f"{int(value):,}").replace("-", "−")


@register.filter
def counted(value: int | None) -> SafeString | str:
    """Show the three looks: nobody looked (grey dash), zero (bold), number."""
    if value is None:
        return format_html('<span class="uncounted" title="{}">–</span>', _("Not counted"))
    if value == 0:
        return format_html("<strong class='zero'>{}</strong>", 0)
    return whole(value)


@register.filter
def variance(value: int | None) -> SafeString:
    """Show a variance by sign, arrow, word and colour; zero is a plain 0."""
    return _signed(value, f"{abs(value or 0):,}")


@register.filter
def signed(value: int | None) -> str:
    """Return a signed quantity of a move."""
    return "" if value is None else f"{value:+,}".replace("-", "−")


@register.filter
def money(value: int | None) -> str:
    """Return minor units x 10^4 as an amount with two decimals."""
    if value is None:
        return ""
    return f"{'−' if value < 0 else ''}¥{abs(value) / 1_000_000:,.2f}"


@register.filter
def money_if(value: int | None, shown: bool) -> str:
    """Return an amount with a space before it where the person may see values, else nothing."""
    return f" {money(value)}" if shown else ""


@register.filter
def posted_gain(value: int) -> SafeString:
    """Show a total of gains; none is a plain 0."""
    if not value:
        return format_html("{}", "0")
    return format_html('<span class="gain">▲ +{}</span>', f"{value:,}")


@register.filter
def posted_loss(value: int) -> SafeString:
    """Show a total of losses (given as a positive number); none is a plain 0."""
    if not value:
        return format_html("{}", "0")
    return format_html('<span class="loss">▼ −{}</span>', f"{value:,}")


@register.filter
def money_variance(value: int | None) -> SafeString:
    """Show the value of a variance like the variance itself."""
    return _signed(value, f"¥{abs(value or 0) / 1_000_000:,.2f}")


def _signed(value: int | None, figure: str) -> SafeString:
    if value is None:
        return format_html('<span class="uncounted">{}</span>', "–")
    if value == 0:
        return format_html("{}", "0")
    look, arrow, sign, word = (
        ("gain", "▲", "+", _("gain")) if value > 0 else ("loss", "▼", "−", _("loss")))
    return format_html('<span class="{}"><span aria-hidden="true">{}</span> {}{}'
                       '<span class="word"> {}</span></span>', look, arrow, sign, figure, word)


@register.filter
def percent(part: Any, whole_: Any) -> int:
    """Return a whole percentage; of nothing it is 0."""
    return int(part or 0) * 100 // int(whole_) if whole_ else 0


@register.filter
def share(part: Any) -> str:
    """Return a share of 1 as a percentage; what is almost certain is never called certain."""
    return f"{min(99.9, float(part) * 100):.1f} %"


@register.simple_tag(takes_context=True)
def query(context: Any, **changes: Any) -> str:
    """Return this page's query string with some parameters changed; None drops one."""
    params = context["request"].GET.copy()
    for name, value in changes.items():
        params.pop(name, None)
        if value not in (None, ""):
            params[name] = str(value)
    text = params.urlencode()
    return f"?{text}" if text else "?"


@register.simple_tag
def link(path: str, **params: Any) -> str:
    """Return an address with query parameters; empty ones are left out."""
    held = {name: str(value) for name, value in params.items() if value not in (None, "")}
    return f"{path}?{urlencode(held)}" if held else path
