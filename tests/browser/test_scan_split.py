"""Keys of a scanner become its codes: none merged, none split, none widened."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from pandian.codes.words import GS
from tests.browser.texts import Texts
from tests.browser.twin import MODULES, call, modules_page, vectors

DAY = "2026-11-22"
PLACES = (
    ("Backquote", "`~"), ("Digit1", "1!"), ("Digit2", "2@"), ("Digit3", "3#"), ("Digit4", "4$"),
    ("Digit5", "5%"), ("Digit6", "6^"), ("Digit7", "7&"), ("Digit8", "8*"), ("Digit9", "9("),
    ("Digit0", "0)"), ("Minus", "-_"), ("Equal", "=+"), ("BracketLeft", "[{"),
    ("BracketRight", "]}"), ("Backslash", "\\|"), ("Semicolon", ";:"), ("Quote", "'\""),
    ("Comma", ",<"), ("Period", ".>"), ("Slash", "/?"), ("Space", "  "),
    *((f"Key{letter}", letter.lower() + letter) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
US = {character: (code, bool(n)) for code, pair in reversed(PLACES)
      for n, character in enumerate(pair)}
GERMAN = {"z": "KeyY", "y": "KeyZ", "-": "Slash", ".": "Period", "1": "Digit1", "A": "KeyA"}
SCAN = """
export { again } from "./scan/split.js";
import { press, quiet, rest, divide } from "./scan/split.js";
export function scans(keys, layout = "us", today = "2026-11-22") {
  let state = quiet();
  const found = { bursts: [], typed: [] };
  const keep = (step) => {
    state = step.state;
    found.bursts.push(...step.bursts);
    found.typed.push(...step.typed.map((key) => key.code));
  };
  for (const key of keys) {
    if (state.keys.length && key.t - state.last > 80) keep(rest(state, state.last + 80));
    keep(press(state, key, layout));
  }
  keep(rest(state, state.last + 80));
  return { typed: found.typed, bursts: found.bursts.map(({ text }) => text),
    divisions: found.bursts.map(({ text, times }) => divide(text, { today, times })) };
}
export function parts(text, known = []) {
  const { scans: found, ...how } = divide(text, { today: "2026-11-22",
    known: (each) => known.includes(each) });
  return [found.map(({ raw }) => raw), how.decided, how.by];
}
"""


class Scanner:
    """Makes the key events of a scanner that acts as a keyboard, with its own pace."""

    def __init__(self, dice: random.Random, *, pace: tuple[int, int] = (5, 50),
                 method: str = "") -> None:
        self.dice, self.pace, self.method = dice, pace, method
        self.t = 1_000.0
        self.keys: list[dict[str, Any]] = []

    def wait(self, ms: float) -> None:
        self.t += ms

    def press(self, code: str, key: str, **held: bool) -> None:
        """Press one key; an input method shows `Process` in place of what it eats or widens."""
        if self.method == "ime" and len(key) == 1:
            wide = chr(ord(key) + 0xFEE0) if "!" <= key <= "~" else key
            key = self.dice.choice(["Process", wide])
        if self.method == "caps" and key.isalpha() and len(key) == 1:
            key = key.swapcase()
        self.keys.append({"code": code, "key": key, "t": self.t, **held})

    def type(self, text: str) -> None:
        """Type a text; the keys are as far apart as the pace allows."""
        for n, character in enumerate(text):
            if n:
                self.wait(self.dice.uniform(*self.pace))
            if character == GS:
                self.press("BracketRight", "]", ctrl=True)
                continue
            code, shift = US[character]
            if shift:
                self.press("ShiftLeft", "Shift", shift=True)
            self.press(code, character, shift=shift)
            if shift:
                self.keys.append({"code": "ShiftLeft", "key": "Shift", "t": self.t, "up": True})

    def scan(self, text: str, suffix: str) -> None:
        self.type(text)
        if suffix:
            self.wait(self.dice.uniform(*self.pace))
            self.press(suffix, suffix)


@pytest.fixture(scope="module")
def page(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("modules")
    for name in ("codes", "scan"):
        shutil.copytree(MODULES / name, folder / name)
    (folder / "probe.js").write_text(SCAN, "utf-8")
    with modules_page(chromium, folder) as made:
        yield made


def _codes(dice: random.Random, count: int) -> list[str]:
    """Return codes that a scanner can type, as they stand on labels."""
    texts = Texts(dice.randrange(2**32))
    makers = [texts.label, texts.hibc, texts.iccbba, texts.ma, texts.own, texts.number,
              texts.mutant]
    found: list[str] = []
    while len(found) < count:
        text = dice.choice(makers)()
        if 3 <= len(text) <= 120 and all(c in US or c == GS for c in text):
            found.append(text)
    return found


@pytest.mark.parametrize("method", ["", "ime", "caps"])
@pytest.mark.parametrize("suffix", ["", "Enter", "Tab", "NumpadEnter"])
def test_every_scan_comes_through_alone_and_as_it_is(
    page: Any, seed: int, suffix: str, method: str
) -> None:
    dice = random.Random(seed)
    codes = _codes(dice, 400)
    scanner = Scanner(dice, method=method)
    for code in codes:
        scanner.scan(code, suffix)
        scanner.wait(dice.uniform(81 if not suffix else 60, 400))
    (found,) = call(page, "probe.js", "scans", [[scanner.keys]])
    assert found["bursts"] == codes
    assert found["typed"] == []


def test_a_fast_scanner_is_read_at_the_same_instant_and_a_slow_one_up_to_the_limit(
    page: Any, seed: int
) -> None:
    for pace in ((0, 0), (0, 2), (50, 50)):
        scanner = Scanner(random.Random(seed), pace=pace)
        scanner.scan("]d20106901234567892", "")
        scanner.wait(100)
        scanner.scan("6901234567892", "Enter")
        (found,) = call(page, "probe.js", "scans", [[scanner.keys]])
        assert found["bursts"] == ["]d20106901234567892", "6901234567892"], pace


def test_what_a_person_types_is_no_scan(page: Any, seed: int) -> None:
    scanner = Scanner(random.Random(seed), pace=(70, 300))
    scanner.scan("12345", "Enter")
    (found,) = call(page, "probe.js", "scans", [[scanner.keys]])
    assert found["bursts"] == []
    assert found["typed"] == ["Digit1", "Digit2", "Digit3", "Digit4", "Digit5", "Enter"]


def test_a_key_that_is_held_down_is_no_scan(page: Any) -> None:
    keys = [{"code": "KeyA", "key": "a", "t": 30 * n, "repeat": n > 0} for n in range(40)]
    (found,) = call(page, "probe.js", "scans", [[keys]])
    assert found["bursts"] == []
    assert len(found["typed"]) == 40


def test_the_suffix_after_a_pause_belongs_to_the_scan(page: Any, seed: int) -> None:
    scanner = Scanner(random.Random(seed))
    scanner.type("6901234567892")
    scanner.wait(200)
    scanner.press("Enter", "Enter")     # a scanner that thinks before its carriage return
    scanner.press("KeyJ", "j", ctrl=True)
    scanner.wait(1_000)
    scanner.press("Enter", "Enter")     # a person
    (found,) = call(page, "probe.js", "scans", [[scanner.keys]])
    assert (found["bursts"], found["typed"]) == (["6901234567892"], ["Enter"])


@pytest.mark.parametrize("keys", [
    [("BracketRight", "]", {"ctrl": True})],
    [("AltLeft", "Alt", {"alt": True}), *((f"Numpad{d}", d, {"alt": True}) for d in "0029"),
     ("AltLeft", "Alt", {"up": True})],
    [("AltLeft", "Alt", {"alt": True}), *((f"Numpad{d}", d, {"alt": True}) for d in "029")],
], ids=["ctrl-]", "alt-0029", "alt-029 without a release"])
def test_a_separator_comes_as_ctrl_bracket_or_as_an_alt_code(page: Any, keys: Any) -> None:
    scanner = Scanner(random.Random(1))
    scanner.type("10A213B1")
    for code, key, held in keys:
        scanner.wait(8)
        scanner.press(code, key, **held)
    scanner.wait(8)
    scanner.type("211234")
    (found,) = call(page, "probe.js", "scans", [[scanner.keys]])
    assert found["bursts"] == [f"10A213B1{GS}211234"]


def test_a_scanner_set_to_another_keyboard_is_read_by_its_own_table(page: Any) -> None:
    keys = [{"code": GERMAN[c], "key": "?", "t": n * 10, "shift": c == "A"}
            for n, c in enumerate("yz-A.1")]
    keys.append({"code": "KeyQ", "key": "@", "t": 60, "ctrl": True, "alt": True, "graph": True})
    keys.append({"code": "Digit9", "key": "]", "t": 65, "ctrl": True, "alt": True, "graph": True})
    (found,) = call(page, "probe.js", "scans", [[keys, "de"]])
    assert found["bursts"] == ["yz-A.1@]"]


def test_a_keyboard_that_names_no_places_is_read_by_its_characters(page: Any) -> None:
    keys = [{"code": "", "key": c, "t": n * 10} for n, c in enumerate("６90Ａ-批")]
    (found,) = call(page, "probe.js", "scans", [[keys]])
    assert found["bursts"] == ["690A-批"]


EAN, OTHER, GTIN = "6901234567892", "6975737431158", "0106901234567892"
TABLE: list[tuple[str, list[str], bool, str]] = [
    (EAN, [EAN], True, "whole"),
    (EAN + OTHER, [EAN, OTHER], True, "parse"),
    (EAN + EAN, [EAN, EAN], True, "parse"),
    (EAN + OTHER + EAN, [EAN, OTHER, EAN], True, "parse"),
    (f"]E0{EAN}]E0{OTHER}", [f"]E0{EAN}", f"]E0{OTHER}"], True, "identifier"),
    (f"]d2{GTIN}10L1]d2{GTIN}10L2", [f"]d2{GTIN}10L1", f"]d2{GTIN}10L2"], True, "identifier"),
    (f"]C0ST-2518]d2{GTIN}", ["]C0ST-2518", f"]d2{GTIN}"], True, "identifier"),
    (f"]d2{GTIN}10A^]21Z1", [f"]d2{GTIN}10A^]21Z1"], True, "whole"),
    (GTIN + GTIN, [GTIN, GTIN], True, "parse"),
    (f"{GTIN}10L1{GTIN}", [f"{GTIN}10L1", GTIN], True, "parse"),
    (f"{GTIN}1726123110L1", [f"{GTIN}1726123110L1"], True, "whole"),
    (f"{GTIN}1020240315001234", [f"{GTIN}1020240315001234"], True, "whole"),
    ("+A999123457+$$0624J1392767D", ["+A999123457+$$0624J1392767D"], True, "whole"),
    ("+A999123457" + EAN, ["+A999123457", EAN], True, "parse"),
    ("ST-2518", ["ST-2518"], True, "whole"),
    ("12345678901234567890123456", ["12345678901234567890123456"], True, "whole"),
    ("11111111111111111111111112", ["11111111111111111111111112"], True, "whole"),
    ("85123A85123A", ["85123A", "85123A"], False, "doubled"),
    ("PD:C:UNDO" + EAN, ["PD:C:UNDO", EAN], True, "parse"),
    ("PD:B:SH1.A-01-01", ["PD:B:SH1.A-01-01"], True, "whole"),
    ("PD:B:SH1.A-01PD:C:EMPTY", ["PD:B:SH1.A-01", "PD:C:EMPTY"], True, "parse"),
    ("https://id.gs1.org/01/06901234567892https://id.gs1.org/01/06901234567892",
     ["https://id.gs1.org/01/06901234567892"] * 2, True, "parse"),
]


@pytest.mark.parametrize(("text", "parts", "decided", "by"), TABLE, ids=[row[0] for row in TABLE])
def test_codes_behind_each_other_are_cut_where_that_is_sure(
    page: Any, text: str, parts: list[str], decided: bool, by: str
) -> None:
    assert call(page, "probe.js", "parts", [[text]]) == [[parts, decided, by]]


def test_a_text_that_is_known_is_never_cut(page: Any) -> None:
    (found,) = call(page, "probe.js", "parts", [[EAN + OTHER, [EAN + OTHER]]])
    assert found == [[EAN + OTHER], True, "whole"]


def test_two_internal_codes_with_a_pause_between_are_shown_and_not_written(page: Any) -> None:
    scanner = Scanner(random.Random(3), pace=(2, 8))
    scanner.type("ST-2518")
    scanner.wait(45)
    scanner.type("ROPE-77")
    (found,) = call(page, "probe.js", "scans", [[scanner.keys]])
    (division,) = found["divisions"]
    assert not division["decided"]
    assert [one["raw"] for one in division["scans"]] == ["ST-2518", "ROPE-77"]


def test_no_single_sound_code_is_ever_cut(page: Any) -> None:
    known = [row["raw"] for row in vectors() if row["verdict"] == "valid"
             and row["carrier"] != "unreadable" and row["raw"].isprintable()]
    found = call(page, "probe.js", "parts", [[text] for text in known])
    cut = [(text, parts) for text, (parts, _, _) in zip(known, found, strict=True)
           if len(parts) > 1]
    assert cut == []


def test_pairs_of_sound_codes_with_identifiers_are_never_merged(page: Any, seed: int) -> None:
    dice = random.Random(seed)
    known = [row["raw"] for row in vectors() if row["raw"].startswith("]")
             and "]" not in row["raw"][1:] and len(row["raw"]) > 5]
    pairs = [dice.choices(known, k=2) for _ in range(500)]
    assert call(page, "probe.js", "parts", [["".join(pair)] for pair in pairs]) == [
        [pair, True, "identifier"] for pair in pairs]


@pytest.mark.parametrize(("scan", "before", "said"), [
    ({"code": "A", "serial": None, "t": 1_299}, {"code": "A", "t": 1_000}, "bounce"),
    ({"code": "A", "serial": None, "t": 1_300}, {"code": "A", "t": 1_000}, "new"),
    ({"code": "B", "serial": None, "t": 1_001}, {"code": "A", "t": 1_000}, "new"),
    ({"code": "A", "serial": None, "t": 1_001}, None, "new"),
    ({"code": "A", "serial": "S1", "t": 9_000}, None, "serial"),
    ({"code": "A", "serial": "S2", "t": 9_000}, None, "new"),
])
def test_a_second_look_is_told_from_a_second_thing(
    page: Any, scan: dict[str, Any], before: dict[str, Any] | None, said: str
) -> None:
    found = page.evaluate("""async ([scan, last]) => (await import("/probe.js")).again(
        scan, { last, serials: new Set(["S1"]) })""", [scan, before])
    assert found == said
