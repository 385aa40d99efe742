"""The phone's modules in a real browser, and texts to compare them with Python by."""

from __future__ import annotations

import json
import random
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from pandian.codes.gs1.checks.rules import check_digit, check_pair
from pandian.codes.gs1.checks.words import CSET_32, CSET_39, CSET_64, CSET_82, DIGITS
from pandian.codes.gs1.words import IDENTIFIERS, Component
from pandian.codes.words import GS, GS_SUBSTITUTES

ROOT = Path(__file__).absolute().parents[2]
MODULES = ROOT / "pandian" / "interfaces" / "phone" / "static" / "phone"
VECTORS = ROOT / "tests" / "vectors" / "codes"
BATCH = 2_000
EMPTY = "/nothing.html"
DAYS = ("2026-11-22", "2026-11-22", "2026-02-28", "1999-12-31", "2049-06-01", "2050-01-01",
        "0001-01-01", "9999-12-31")
SYMBOLOGIES = ("", "", "", "", "]d2", "]C1", "]Q3", "]E0", "]E4", "]C0", "]I1", "]Q1", "]zz", "x")
ALPHABETS = {"N": DIGITS, "X": CSET_82, "Y": CSET_39, "Z": CSET_64}
PIECES = (
    "]d2", "]C1", "]E0", "]Q1", "]I1", GS, *GS_SUBSTITUTES, "01", "10", "17", "21", "(01)", "(10)",
    "(17)", "(8006)", "06901234567892", "261231", "260200", "/10/", "/21/", "?17=", "&", ";", "#",
    "%2", "%E6%89%B9", "%ff", "３", "（", "\ud800", "\ufeff", "\x85", "\u2028", "𠮷", "é", "²",
    "https://id.gs1.org/01/06901234567892", "HTTPS://EXAMPLE.ORG/", "+", "/", "=", "&", ".", " ",
    "MA.156.", "PD:B:", "3074257BF7194E4000001A85", "\n", "\r", "\t", "\0",
)


class _Quiet(SimpleHTTPRequestHandler):
    """Serves the modules; one empty page for them to run in."""

    def do_GET(self) -> None:
        if self.path == EMPTY:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>twin</title>")
            return
        super().do_GET()

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def modules_page(chromium: Any, folder: Path = MODULES) -> Iterator[Any]:
    """Yield an empty page from whose origin the modules can be imported."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    page = chromium.new_page()
    try:
        page.goto(f"http://127.0.0.1:{server.server_port}{EMPTY}")
        yield page
    finally:
        page.close()
        server.shutdown()
        server.server_close()


def call(page: Any, module: str, function: str, rows: list[list[Any]]) -> list[Any]:
    """Call an exported function once for each row of arguments, in few trips; return its answers.

    What it throws comes back as {"thrown": ...}.
    """
    found: list[Any] = []
    for begin in range(0, len(rows), BATCH):
        text = page.evaluate("""async ([module, name, text]) => {
            const work = (await import(module))[name];
            return JSON.stringify(JSON.parse(text).map((given) => {
              try { return work(...given) ?? null; } catch (error) {
                return { thrown: String(error.stack) }; }
            }));
        }""", [f"/{module}", function, json.dumps(rows[begin:begin + BATCH])])
        found += json.loads(text)
    return found


def vectors() -> list[dict[str, Any]]:
    """Return all golden rows of codes."""
    return [row for path in sorted(VECTORS.glob("*.json"))
            for row in json.loads(path.read_text("utf-8")) if "raw" in row]


def _characters() -> str:
    """Return all characters that this Python's Unicode knows: a newer one of the browser knows
    more, and would show those to a person instead of their numbers."""
    return "".join(chr(n) for n in range(sys.maxunicode + 1)
                   if unicodedata.category(chr(n)) not in ("Cn", "Cs", "Co"))


class Texts:
    """An endless, repeatable supply of texts that somebody might scan: wild, likely, and wrong."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.known = [row["raw"] for row in vectors() if len(row["raw"]) < 500]
        self.characters = _characters()
        self.makers: list[Callable[[], str]] = [
            self.noise, self.pieces, self.mutant, self.mutant, self.label, self.label, self.crossed,
            self.swallowed]

    def row(self) -> dict[str, str]:
        """Return one text with the day and the symbology that it is read with."""
        raw = self.dice.choice(self.makers)()
        if self.dice.random() < 0.1:
            raw = self.spoil(raw)
        # two halves of a surrogate pair beside one another are one character in every JSON
        raw = raw.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
        return {"raw": raw, "today": self.dice.choice(DAYS),
                "symbology": self.dice.choice(SYMBOLOGIES)}

    def noise(self) -> str:
        """Any characters at all, sometimes very many."""
        pool = self.dice.choice([self.characters, CSET_82, DIGITS, CSET_39, CSET_39,
                                 "".join(map(chr, range(256)))])
        most = 9_000 if self.dice.random() < 0.002 else 40
        return "".join(self.dice.choices(pool, k=self.dice.randrange(most)))

    def pieces(self) -> str:
        return "".join(self.dice.choice(PIECES) for _ in range(self.dice.randrange(8)))

    def mutant(self) -> str:
        text = self.dice.choice(self.known)
        for _ in range(self.dice.randrange(4)):
            text = self.spoil(text)
        return text

    def crossed(self) -> str:
        one, other = self.dice.choice(self.known), self.dice.choice(self.known)
        return one[:self.dice.randrange(len(one) + 1)] + other[self.dice.randrange(len(other) + 1):]

    def spoil(self, text: str) -> str:
        """Change one place of a text."""
        at = self.dice.randrange(len(text) + 1)
        to = min(len(text), at + self.dice.choice([0, 0, 1, 1, 2, 6]))
        new = self.dice.choice(["", self.dice.choice(PIECES), self.dice.choice(CSET_82),
                                self.dice.choice(DIGITS), self.dice.choice(DIGITS),
                                self.dice.choice(self.characters), text[at:to] * 2])
        return text[:at] + new + text[to:]

    def label(self) -> str:
        """A GS1 label whose fields mostly keep their formats, in one of its three forms."""
        ais = self.dice.sample(sorted(IDENTIFIERS), self.dice.randrange(1, 4))
        if self.dice.random() < 0.7:
            ais = ["01", *self.dice.sample(["10", "17", "21", "11", "30", "240", "7003", "3103"],
                                           self.dice.randrange(1, 4)), *ais[:-1]]
        fields = [(ai, self.value(ai)) for ai in ais]
        form = self.dice.randrange(4)
        if form == 0:
            return "".join(f"({ai}){value}" for ai, value in fields)
        if form == 1:
            (key, value), *rest = fields
            query = "&".join(f"{ai}={each}" for ai, each in rest[1:])
            path = "".join(f"/{ai}/{each}" for ai, each in rest[:1])
            site = self.dice.choice(["id.gs1.org", "ID.gs1.org", "shop.example.org/a", "x.cn"])
            value = value[-self.dice.randint(5, 9):] if self.dice.random() < 0.2 else value
            return f"https://{site}/{key}/{value}{path}?{query}"
        gap = self.dice.choice([GS, GS, GS, "", "<GS>"])
        head = self.dice.choice(["]d2", "]C1", "]C0", "", ""])
        return head + "".join(ai + value + ("" if IDENTIFIERS[ai].predefined else gap)
                              for ai, value in fields)

    def swallowed(self) -> str:
        """A label whose last field has swallowed the next one: the separator is lost."""
        next_ai = self.dice.choice(["17", "21", "11", *self.dice.sample(sorted(IDENTIFIERS), 3)])
        tail = next_ai + self.value(next_ai)
        lot = self.dice.choice([self.day()[self.dice.choice([0, 2]):], ""])
        more = max(0, self.dice.randint(10, 16) - len(lot + tail))  # around what a lot usually has
        lot += "".join(self.dice.choices(CSET_39, k=self.dice.choice([0, more, more])))
        return (self.dice.choice(["]d2", "]C1", ""]) + "01" + self.value("01")
                + self.dice.choice(["10", "10", "21", "240"]) + lot + tail)

    def day(self) -> str:
        """A day as YYYYMMDD, some years or decades around."""
        around = self.dice.choice([4_000, 25_000])
        day = date(2026, 11, 22).toordinal() + self.dice.randrange(-around, around)
        return date.fromordinal(day).strftime("%Y%m%d")

    def value(self, ai: str) -> str:
        return "".join(self.component(part) for part in IDENTIFIERS[ai].components)

    def component(self, part: Component) -> str:
        if part.optional and self.dice.random() < 0.5:
            return ""
        if any(name.startswith("y") and name != "yesno" for name in part.checks):
            return self.day()[-part.most:]
        size = self.dice.randint(part.least, part.most)
        text = "".join(self.dice.choices(ALPHABETS[part.kind], k=size))
        if "csum" in part.checks:
            return text[:-1] + str(check_digit(text[:-1]))
        if "csumalpha" in part.checks and len(text) > 2:
            return text[:-2] + (check_pair(text[:-2]) if self.dice.random() < 0.8
                                else "".join(self.dice.choices(CSET_32, k=2)))
        return text
