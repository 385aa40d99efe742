"""How documents look in templates: kinds, states, measures, fields.   单据过滤器"""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import get_language

from pandian.interfaces.web.templatetags.face import named as code_name
from pandian.interfaces.web.templatetags.face import say
from pandian.kernel.words import Label
from pandian.lifecycle.register.rules import field_said, look_of, measure_said, value_said
from pandian.lifecycle.rules import KINDS
from pandian.lifecycle.trace.rules import numbered
from pandian.lifecycle.trace.words import Node

register = template.Library()
LOOKS = {"open": "blue", "done": "green", "bad": "orange", "off": "grey"}
ACTS = {"open": Label("开单", "opened"), "reverse": Label("冲销", "reversed"),
        "correct": Label("更正数量", "quantity corrected"),
        "restore": Label("恢复（撤销冲销）", "put back (reversal undone)"),
        "receipt_restore": Label("收货 恢复", "receipt put back"),
        "receipt_correct": Label("收货 更正数量", "receipt quantity corrected")}


@register.filter
def said_value(value: Any, pair: str) -> str:
    """Return a value of a head as people read it: `{{ value|said_value:"hold cause" }}`."""
    kind, _space, name = pair.partition(" ")
    return value_said(kind, name, value, get_language() or "zh-hans")


@register.filter
def kind_name(kind: str) -> str:
    """Return what a kind of document is called."""
    return say(KINDS[kind].label) if kind in KINDS else str(kind)


@register.filter
def state_name(state: str, kind: str) -> str:
    """Return what a state of a kind is called: `{{ row.state|state_name:row.kind }}`."""
    known = KINDS[kind].states.get(state) if kind in KINDS else None
    return say(known) if known else str(state)


@register.filter
def state_look(state: str, kind: str) -> str:
    """Return the colour of a state's chip."""
    return LOOKS[look_of(KINDS[kind], state)] if kind in KINDS else "grey"


@register.filter
def act_name(action: str, kind: str) -> str:
    """Return what an action of a kind is called; one that another kind did names that kind."""
    known = KINDS[kind].actions.get(action) if kind in KINDS else None
    if known or action in ACTS:
        return say(known.label if known else ACTS[action])
    for other in KINDS.values():
        did = other.actions.get(action.removeprefix(f"{other.name}_"))
        if did and action.startswith(f"{other.name}_"):
            return f"{say(other.label)} {say(did.label)}"
    return str(action)


@register.filter
def node_name(node: Node) -> str:
    """Return what a node of a trace is called: its document's kind and action, or its posting's."""
    named = numbered(node.document) if node.document_id else None
    kind = named[0][0] if named else node.kind
    word = kind_name(kind) if kind in KINDS else code_name(kind, "kind")
    return f"{word} · {act_name(node.action, kind)}" if node.action else word


@register.filter
def measure_name(measure: str) -> str:
    """Return what a measure is called."""
    return say(measure_said(measure))


@register.filter
def field_name(name: str) -> str:
    """Return what a field of a head or a paper is called."""
    return say(field_said(name))


@register.filter
def old(value: Any, now: Any) -> int:
    """Return how many whole days ago an instant was."""
    return max(0, (now - value).days)
