"""What the accessibility engine finds on a page that stands.   无障碍检查

The engine comes as a script of the page's own origin, which its policy allows: the browser keeps
what it compiled, so the second page of a person costs half as much as the first.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

AXE = Path(__file__).resolve().parents[2] / "pandian/static/vendor/axe-core/axe.min.js"
LOAD = """() => new Promise((done) => {
  if (window.axe) { done(true); return; }
  const script = document.createElement('script');
  const leave = (came) => { script.remove(); done(came); };
  script.src = '/static/vendor/axe-core/axe.min.js';
  script.onload = () => leave(true);
  script.onerror = () => leave(false);
  document.head.append(script); })"""
STANDS = """() => Promise.all(document.getAnimations()
  .filter((each) => Number.isFinite(each.effect?.getComputedTiming().endTime))
  .map((each) => each.finished.catch(() => null))).then(() => true)"""
"""What fades in has no contrast yet: colours are looked at when they are what they will be."""
RUN = """() => axe.run(document, {resultTypes: ['violations']}).then((result) =>
  result.violations.flatMap((rule) => rule.nodes.map((node) =>
    `${rule.id}: ${node.html.slice(0, 160)} ${node.failureSummary}`)))"""


def axe_finds(page: Any) -> list[str]:
    """Return every violation that axe finds: its rule, the element, what is wrong with it."""
    if not page.evaluate(LOAD):  # without a network nothing comes from the server
        page.evaluate(AXE.read_text("utf-8"))
    page.evaluate(STANDS)
    return list(page.evaluate(RUN))
