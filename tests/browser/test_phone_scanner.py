"""A scanner that types is heard whole, whatever has the focus or the input method does."""

from __future__ import annotations

import os
import random
from typing import Any

import pytest

from tests.browser.pace import keys, stop_clock
from tests.browser.phone_world import bare

PROVE = "PANDIAN_PROVE_MINUTES" in os.environ
SCANS = 100_000 if PROVE else 2_000
GS = "\u001d"

LISTEN = """() => { window.scans = []; window.pressed = [];
  window.stop = wedge.listen({onScan: (scan) => scans.push(scan),
    onKey: (key) => pressed.push(key)});
}"""

TYPE = """async ([texts, gaps, pauses, suffixes, ime]) => {
  // real KeyboardEvents on the document, at instants of our own: a scan takes no real time
  const {plain, shift} = keys.LAYOUTS.us;
  const places = ('Backquote Digit1 Digit2 Digit3 Digit4 Digit5 Digit6 Digit7 Digit8 Digit9 Digit0 '
    + 'Minus Equal KeyQ KeyW KeyE KeyR KeyT KeyY KeyU KeyI KeyO KeyP BracketLeft BracketRight '
    + 'Backslash KeyA KeyS KeyD KeyF KeyG KeyH KeyJ KeyK KeyL Semicolon Quote KeyZ KeyX KeyC KeyV '
    + 'KeyB KeyN KeyM Comma Period Slash').split(' ');
  let t = performance.now() + 1e6;
  const send = (code, key, more) => {
    const event = new KeyboardEvent('keydown', {code, key: ime ? 'Process' : key, bubbles: true,
      cancelable: true, isComposing: ime, keyCode: ime ? 229 : 0, ...more});
    Object.defineProperty(event, 'timeStamp', {value: t});
    (document.activeElement ?? document.documentElement ?? document).dispatchEvent(event);
  };
  let n = 0;
  for (const [k, text] of texts.entries()) {
    for (const char of text) {
      t += gaps[n++ % gaps.length];
      if (char === '\\u001d') { send('BracketRight', ']', {ctrlKey: true}); continue; }
      const at = plain.indexOf(char), up = shift.indexOf(char);
      if (char === ' ') send('Space', ' ', {});
      else if (at >= 0) send(places[at], char, {});
      else if (up >= 0) send(places[up], char, {shiftKey: true});
      else throw new Error(`no key for ${char}`);
    }
    const suffix = suffixes[k % suffixes.length];
    t += 5;
    if (suffix) send(suffix, suffix, {});
    t += pauses[k % pauses.length];
    if (k % 500 === 499) await new Promise((resolve) => setTimeout(resolve));
  }
  await new Promise((resolve) => setTimeout(resolve, 150));
  return [scans.map((scan) => scan.parts ?? scan.raw), pressed];
}"""


def codes(dice: random.Random, count: int) -> list[str]:
    """Return what labels say: GS1 with identifiers, trade numbers, HIBC, words of a warehouse."""
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghij0123456789-./+%"
    found = []
    for _ in range(count):
        lot = "".join(dice.choices(letters, k=dice.randint(3, 12)))
        gtin = with_check("".join(dice.choices("0123456789", k=13)))
        found.append(dice.choice([
            f"]d201{gtin}17261231" f"10{lot}{GS}21{dice.randint(1, 10**9)}",
            f"]C101{gtin}10{lot}", f"]Q301{gtin}", f"]E0{gtin[1:]}", gtin,
            "+D002624225011/$$705224372/16D202201195", "A-03-02", f"PD:B:SH1.{lot[:3]}",
        ]))
    return found


def with_check(digits: str) -> str:
    total = sum(int(digit) * (3, 1)[n % 2] for n, digit in enumerate(digits))
    return digits + str(-total % 10)


@pytest.fixture
def page(person: Any) -> Any:
    """The bare page, listening."""
    page = person("zh", width=390).page
    bare(page, "scan/wedge", "scan/keys")
    page.evaluate(LISTEN)
    return page


@pytest.mark.parametrize("ime", [False, True], ids=["plain", "input method"])
def test_no_scan_is_merged_split_or_widened(page: Any, seed: int, ime: bool) -> None:
    dice = random.Random(seed)
    suffixes = dice.choices(["Enter", "Tab", ""], k=97)
    texts = codes(dice, SCANS // 2)
    heard, _ = page.evaluate(TYPE, [
        texts, [dice.uniform(5, 49) for _ in range(997)],
        [dice.uniform(90, 400) for _ in range(97)], suffixes, ime])
    wrong = [(said, got) for said, got in zip(texts, heard, strict=False) if said != got][:3]
    assert not wrong, (wrong, len(texts), len(heard))
    assert len(heard) == len(texts)


def test_codes_back_to_back_are_taken_apart_by_their_identifiers(page: Any, seed: int) -> None:
    dice = random.Random(seed)
    marked = [code for code in codes(dice, 300) if code.startswith("]")]
    pairs = list(zip(marked[::2], marked[1::2], strict=False))
    heard, _ = page.evaluate(TYPE, [
        [one + other for one, other in pairs], [20], [200], ["Enter"], False])
    assert heard == [code for pair in pairs for code in pair]


def test_a_persons_keys_are_no_scan(page: Any) -> None:
    page.evaluate("() => { window.stop(); }")
    page.evaluate(LISTEN)
    stop_clock(page)
    for key in ("1", "2", "Enter", "Backspace"):
        keys(page, [key], 120)
    assert page.evaluate("() => pressed") == ["1", "2", "Enter", "Backspace"]
    assert page.evaluate("() => scans") == []


def test_a_scan_presses_no_button_and_leaves_a_field_as_it_was(page: Any) -> None:
    page.evaluate("""() => { document.body.innerHTML =
        '<button id=b type=button>x</button><input id=i value="支架">';
      window.clicks = 0; const button = document.getElementById('b');
      button.onclick = () => { clicks += 1; }; button.focus(); }""")
    stop_clock(page)
    keys(page, "0106901234567892", 4, end="Enter")
    page.clock.run_for(120)
    page.focus("#i")
    keys(page, "6901234567892", 4, end="Enter")
    page.clock.run_for(150)
    assert page.evaluate("() => scans.map((scan) => scan.raw)") == [
        "0106901234567892", "6901234567892"]
    assert page.evaluate("() => clicks") == 0
    assert page.input_value("#i") == "支架"
    page.keyboard.press("End")
    keys(page, "ab", 200)
    assert page.input_value("#i") == "支架ab"
