"""Why a row waits, in words, and what of a code can be shown.   标签救援规则

Pure: no clock, no database, no Django.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from pandian.capture.rescue.words import WHY
from pandian.capture.resolution.words import REASONS
from pandian.capture.words import FAULTS
from pandian.kernel.words import Label

NAMED: Mapping[str, str] = {
    "\x1d": "<GS>", "\x1e": "<RS>", "\x1c": "<FS>", "\x04": "<EOT>", "\t": "<TAB>",
    "\r": "<CR>", "\n": "<LF>", "\x00": "<NUL>",
}


def visible_code(raw: str) -> str:
    """Return a raw code with every invisible character spelled out, in its own order.

    Separators by their names, others as U+XXXX: nothing turns the text around or hides in it.
    """
    return "".join(NAMED.get(c) or (_spelled(c) if _hidden(c) else c) for c in raw)


def _hidden(char: str) -> bool:
    category = unicodedata.category(char)
    return category in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") or (
        category == "Zs" and char != " ")


def _spelled(char: str) -> str:
    return f"<U+{ord(char):04X}>"


def why(tray: str, reason: str, *, values: Mapping[str, str] | None = None) -> Label:
    """Return the sentence that says why a row waits; `values` fill what the reason names."""
    known = dict(values or {})
    label = REASONS.get(reason) or FAULTS.get(reason)
    if tray not in ("unresolved", "") or label is None:
        return WHY.get(tray) or Label(reason, reason)
    named = (known.get(reason.removesuffix("_unknown"), "") or known.get("quantity", ""),
             known.get("item", ""))
    return Label(label.zh.format(*named), label.en.format(*named))
