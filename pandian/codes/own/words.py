"""What our own codes can name.   自用码词汇"""

from __future__ import annotations

from pandian.kernel.words import Label

PREFIX = "PD:"
"""Stands in front of every code of ours; no item, lot or serial may begin with it."""

KINDS: dict[str, str] = {
    "B": "place", "T": "task", "D": "device", "P": "person", "C": "command",
}

COMMANDS: dict[str, Label] = {
    "CONFIRM": Label("确认", "Confirm"),
    "UNDO": Label("撤销", "Undo"),
    "EMPTY": Label("空位", "Empty"),
    "NEXT": Label("下一位", "Next place"),
    "EXCEPTION": Label("异常", "Exception"),
}

CHARACTERS_MAX = 128
