"""Alphabets and code lists that the checks of a field look things up in.   校验词汇"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import NamedTuple

from pandian.kernel.words import Fault

CSET_82 = ("!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_"
           "abcdefghijklmnopqrstuvwxyz")
"""The 82 characters that an alphanumeric field may hold, in the order of their weights."""

CSET_39 = "#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CSET_32 = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CSET_64 = "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz="
DIGITS = "0123456789"

PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83)
"""Weights of the characters before a check pair, from the right."""

PREFIX_DIGITS_MIN = 4


class Alphabet(NamedTuple):
    """The characters that one type of component may hold, and how a person reads them."""

    characters: frozenset[str]
    shown: str


ALPHABETS: dict[str, Alphabet] = {
    "N": Alphabet(frozenset(DIGITS), "0-9"),
    "X": Alphabet(frozenset(CSET_82), "CSET 82"),
    "Y": Alphabet(frozenset(CSET_39), "CSET 39"),
    "Z": Alphabet(frozenset(CSET_64), "CSET 64"),
}


class Problem(NamedTuple):
    """Why one check failed: a code of `codes.words.FAULTS` and what its sentence needs."""

    code: str
    params: tuple[object, ...] = ()

    def at(self, pointer: str, where: str) -> Fault:
        """Return the fault at a place; `where` names the field, if the sentence names one."""
        params = self.params if self.code in NAMELESS else (where, *self.params)
        return Fault(pointer, self.code, params)


NAMELESS = ("unknown_ai", "identifier_incomplete")
"""Faults whose sentence does not begin with the field's name."""


def _lists() -> dict[str, frozenset[str]]:
    text = files(__package__ or "").joinpath("lists.json").read_text("utf-8")
    return {name: frozenset(" ".join(lines).split()) for name, lines in json.loads(text).items()}


LISTS: dict[str, frozenset[str]] = _lists()
"""Countries (numeric, two letters), currencies and media types that a field may name."""
