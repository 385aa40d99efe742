"""The stage nodes of the phone: their words, and their pure rules run by node.   手机作业"""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import pytest

from tests.rules.test_phone_words import CHINESE, ENTRY, PHONE

STAGES = PHONE / "stages"
SAID = re.compile(r'(?<![\w.])s\(\s*(?:[^"()]*\? )?"(\w+)"(?:\s*:\s*"(\w+)")?')


def words() -> dict[str, tuple[str, str]]:
    text = (STAGES / "words.js").read_text("utf-8")
    table = text.split("export const STAGE_WORDS = {", 1)[1].split("\n};", 1)[0]
    return {key: (chinese, english) for key, chinese, english in ENTRY.findall(table)}


def test_every_word_stands_in_both_languages_and_fills_in_the_same():
    table = words()
    assert len(table) > 40
    symbols = {"done_of"}
    halves = [key for key, (chinese, english) in table.items() if key not in symbols
              and (not CHINESE.search(chinese) or CHINESE.search(english) or not english.strip())]
    assert not halves
    gaps = {key: [sorted(re.findall(r"\{\d\}", text)) for text in pair]
            for key, pair in table.items()}
    assert not {key for key, (chinese, english) in gaps.items() if chinese != english}


def test_no_screen_asks_for_a_word_that_is_not_there_or_speaks_past_the_table():
    table, asked = words(), set()
    for path in STAGES.glob("*.js"):
        text = path.read_text("utf-8")
        asked |= {key for found in SAID.findall(text) for key in found if key}
        if path.name != "words.js":
            own = [line for line in text.splitlines()
                   if re.search(r'"[^"]*[\u3400-\u9fff][^"]*"', line)
                   and not line.lstrip().startswith(("//", "*", "/*"))]
            assert not own, path.name
    assert len(asked) > 30
    assert not asked - set(table)


RULES = """import * as rules from %s;
const sent = JSON.parse(process.argv[2]);
console.log(JSON.stringify(sent.map(([name, ...args]) => rules[name](...args) ?? null)));"""
MEASURE = {"name": "put_away", "placed": True, "sourced": False, "closing": True, "zero": False}
SCAN = {"name": "scanned", "placed": False, "sourced": False, "closing": False, "zero": False}
ACCEPT = {**SCAN, "name": "accepted"}
PUT = {"name": "put", "measures": [MEASURE], "evidence": [], "needs": True, "reason": False,
       "sources": ["proposed"], "signers": 0}
BOOK = {"name": "book", "measures": [SCAN, ACCEPT], "evidence": ["note"], "needs": True,
        "reason": True, "sources": ["arrived"], "signers": 0}
SIGN = {**BOOK, "name": "reject", "signers": 2}
PENDING = {"line": 1, "lot": "L1", "serial": ""}


def asked(*calls):
    """Ask the phone's own rules, all at once."""
    script = RULES % json.dumps((STAGES / "rules.js").as_uri())
    done = subprocess.run(["node", "--input-type=module", "-e", script, "-", json.dumps(calls)],
                          capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def put(quantity, left=6, bins=None, facts=(), pending=PENDING):
    return ["factsOf", {
        "action": PUT, "measure": MEASURE, "pending": pending, "quantity": quantity,
        "bins": {"place": {"code": "A-01"}} if bins is None else bins, "facts": list(facts),
        "left": left}]


@pytest.mark.skipif(shutil.which("node") is None, reason="no node on this machine")
def test_what_one_recorded_quantity_states():
    serial = {"line": 1, "lot": "", "serial": "S1"}
    fine, full, none, word, bare, twice, book = asked(
        put("６"), put("7"), put("0"), put("a few"), put("1", bins={}),
        put("1", pending=serial, facts=[{"line": 1, "serial": "S1", "quantity": 1}]),
        ["factsOf", {"action": BOOK, "measure": SCAN, "pending": PENDING, "quantity": "4",
                     "bins": {}, "facts": [], "left": 0}])
    assert fine == {"facts": [{"line": 1, "measure": "put_away", "quantity": 6, "lot": "L1",
                               "place": "A-01"}]}
    assert [each["fault"] for each in (full, none, word, bare, twice)] == [
        ["more_than_left", 6], ["whole_number", 1], ["whole_number", 1], ["bin_first"],
        ["serial_again", "S1"]]
    assert [(fact["measure"], fact["quantity"]) for fact in book["facts"]] == [
        ("scanned", 4), ("accepted", 4)]


@pytest.mark.skipif(shutil.which("node") is None, reason="no node on this machine")
def test_what_is_offered_found_merged_and_lacking():
    lines = [{"line": 1, "item": "G", "lot": "L1", "serial": "", "asked": 2},
             {"line": 2, "item": "G", "lot": "", "serial": "", "asked": 2}]
    fact = {"line": 1, "measure": "scanned", "quantity": 2, "lot": "L1"}
    empty = {"place": "A", "empty": True, "when": "before"}
    (allowed, counted, moved, merged, lacking, stated, body) = asked(
        ["doable", {"actions": [PUT, BOOK, SIGN]}, "arrived"],
        ["offered", SCAN, 5, ""], ["offered", MEASURE, 5, ""],
        ["merged", [fact, fact, {**fact, "lot": "L2"}]],
        ["lacking", BOOK, {"facts": [], "papers": {}, "reason": " "}],
        ["stated", [empty, {**empty, "when": "after"}], empty],
        ["bodyOf", "x", {"action": PUT, "version": 3, "facts": [fact], "proofs": [], "papers": {},
                         "reason": "", "at": None}])
    assert [[each["name"] for each in allowed[side]] for side in ("here", "desk")] == [
        ["book"], ["reject"]]
    assert (counted, moved) == ("", "5"), "what is to be counted is never offered"
    assert [each["quantity"] for each in merged] == [4, 2]
    assert lacking == ["note", "reason", "amounts"]
    assert len(stated) == 2
    assert body == {"id": "x", "action": "put", "version": 3, "amounts": [fact], "evidence": {},
                    "reason": ""}
    assert lines
