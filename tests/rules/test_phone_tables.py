"""The phone's tables of codes are those of pandian/codes."""

from __future__ import annotations

import json
import re

from pandian.codes.words import FAULTS
from setup import phone_codes


def test_the_phone_has_the_tables_of_this_version():
    there = {name: (phone_codes.FOLDER / name).read_text("utf-8")
             for name in phone_codes.modules()}
    assert there == phone_codes.modules(), "run .venv/bin/python setup/phone_codes.py"


def test_no_value_is_lost_where_lines_are_folded():
    values = {"a": ['x "y" [z], {w}: \\', "{0} 第 {2} 位"], "b": {"c": [1, True, None]}, "d": [[]]}
    text = phone_codes._constant("X", values)
    assert json.loads(re.sub(r"^export const X =|;$", "", text.strip())) == values


def test_every_sentence_travels():
    text = phone_codes.modules()["words.js"]
    assert set(FAULTS) > phone_codes.ONLY_BUILDING
    assert all(json.dumps(label.en, ensure_ascii=False) in text
               for code, label in FAULTS.items() if code not in phone_codes.ONLY_BUILDING)
