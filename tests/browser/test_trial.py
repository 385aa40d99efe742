"""The trial page's script types into the frame and takes its network away.   试用页"""

from __future__ import annotations

from pathlib import Path
from typing import Any

SCRIPT = (Path(__file__).resolve().parents[2] / "pandian" / "interfaces" / "web" / "static" / "web"
          / "trial.js")
PAGE = """<!doctype html><meta charset="utf-8"><iframe id="phone" src="/framed"></iframe>
<button id="airplane" data-on="on" data-off="off">off</button>
<button data-scan="]d2Aa0-\u001d%">code</button><script type="module" src="/trial.js"></script>"""
FRAMED = """<!doctype html><script>window.pressed = []; window.heard = [];
window.times = [];
addEventListener("keydown", (event) => pressed.push([event.key, event.code, event.ctrlKey,
  event.shiftKey]));
addEventListener("keydown", (event) => { times.push(event.timeStamp);
  if (event.key === "2") for (const start = performance.now(); performance.now() - start < 120;);
});
for (const name of ["online", "offline"]) addEventListener(name, () => heard.push(name));
</script>"""
KEYS = [["]", "BracketRight", False, False], ["d", "KeyD", False, False],
        ["2", "Digit2", False, False], ["A", "KeyA", False, True], ["a", "KeyA", False, False],
        ["0", "Digit0", False, False], ["-", "Minus", False, False],
        ["]", "BracketRight", True, False], ["%", "Digit5", False, True],
        ["Enter", "Enter", False, False]]


def test_a_press_types_as_a_scanner_and_airplane_mode_takes_the_network(chromium: Any) -> None:
    page = chromium.new_page()
    served = {"/": ("text/html", PAGE), "/framed": ("text/html", FRAMED),
              "/trial.js": ("text/javascript", SCRIPT.read_text("utf-8")),
              "/answer": ("text/plain", "there")}

    def answer(route: Any) -> None:
        kind, body = served["/" + route.request.url.split("/", 3)[3]]
        route.fulfill(content_type=f"{kind}; charset=utf-8", body=body)

    page.route("**/*", answer)
    page.goto("http://localhost/")
    page.click("[data-scan]")
    frame = page.frames[1]
    frame.wait_for_function("pressed.length === 10")
    assert frame.evaluate("pressed") == KEYS
    assert frame.evaluate("Math.max(...times) - Math.min(...times)") < 50  # busy, yet one scan
    ask = "() => fetch('/answer').then((got) => got.text(), (error) => error.message)"
    assert frame.evaluate(ask) == "there"
    page.click("#airplane")
    assert (page.inner_text("#airplane"), frame.evaluate("navigator.onLine")) == ("on", False)
    assert frame.evaluate(ask) == "airplane mode"
    page.click("#airplane")
    assert (page.inner_text("#airplane"), frame.evaluate("navigator.onLine")) == ("off", True)
    assert frame.evaluate(ask) == "there"
    assert frame.evaluate("heard.slice(-2)") == ["offline", "online"]
    page.close()
