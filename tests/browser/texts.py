"""Texts that somebody might scan: wild, likely and wrong, from a seed."""

from __future__ import annotations

import random
import sys
import unicodedata
from collections.abc import Callable
from datetime import date

from pandian.codes.epc.rules import pure_identity, read, tag_uri
from pandian.codes.epc.words import HEADERS, SCHEMES
from pandian.codes.gs1.checks.rules import check_digit, check_pair
from pandian.codes.gs1.checks.words import CSET_32, CSET_39, CSET_64, CSET_82, DIGITS
from pandian.codes.gs1.words import IDENTIFIERS, Component
from pandian.codes.hibc.rules import check_character
from pandian.codes.hibc.words import CHARACTERS, DATE_FLAGS
from pandian.codes.iccbba.words import DONATION, STRUCTURES
from pandian.codes.ma.words import MARKS
from pandian.codes.own.words import COMMANDS
from pandian.codes.words import GS, GS_SUBSTITUTES
from tests.browser.twin import vectors

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
            self.swallowed, self.hibc, self.iccbba, self.ma, self.own, self.tag,
            self.number]

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
            usual = [(ai, self.value(ai)) for ai in ("01", "10", "17")]
            (key, value), *rest = self.dice.choice([fields, usual[:self.dice.randint(1, 3)]])
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

    def number(self) -> str:
        """A plain trade item number."""
        text = self.some(DIGITS, 13, self.dice.choice([7, 11, 12, 13]))
        return text + str(check_digit(text)) + self.dice.choice(["", "", " "])

    def some(self, alphabet: str, most: int, least: int = 0) -> str:
        """Some characters of an alphabet, mostly as many as allowed, sometimes one more."""
        return "".join(self.dice.choices(alphabet, k=self.dice.randint(least, most)))

    def hibc(self) -> str:
        """A HIBC label: primary, combined, secondary, or a pair; mostly with the right check."""
        segments = [self.segment() for _ in range(self.dice.randrange(4))]
        primary = "/".join(["+A" + self.some(CSET_39[3:], 3, 3) + self.some(CSET_39[3:], 19, 1)
                            + self.some(DIGITS, 1, 1), *segments])
        first = primary + self.check(primary)
        secondary = "+" + self.segment() + self.dice.choice([first[-1], first[-1], "%"])
        second = secondary + self.check(secondary)
        return self.dice.choice([first, first, second, first + second])

    def check(self, text: str) -> str:
        known = all(c in CHARACTERS for c in text) and self.dice.random() < 0.9
        return check_character(text) if known else self.dice.choice(CHARACTERS)

    def segment(self) -> str:
        dice, lot = self.dice, self.some(CSET_39[3:] + "-. ", 19)
        form = dice.choice([*DATE_FLAGS.values(), "MMYY", "YYYYMMDD", "YYJJJ"])
        day = self.day()
        values = {"Y": day[4 - form.count("Y"):4], "M": day[4:6], "D": dice.choice([day[6:], "00"]),
                  "J": f"{dice.randrange(380):03}", "H": f"{dice.randrange(26):02}"}
        written = ""
        for n, letter in enumerate(form):
            written += values[letter][form[:n].count(letter)]
        flag = next((digit for digit, each in DATE_FLAGS.items() if each == form), "")
        count = dice.choice(["", "", f"8{dice.randrange(100):02}", f"9{dice.randrange(10**5):05}"])
        return dice.choice([
            "$" + lot, "$+" + lot, "$$" + count + flag + written + lot, "S" + lot,
            "$$+" + count + flag + written + lot, "$$" + count, "Q" + self.some(DIGITS, 6),
            "16D" + day, "14D" + written, f"{written}{lot}"])

    def iccbba(self) -> str:
        """Some data structures of ISBT 128, one behind the other."""
        text = ""
        for _ in range(self.dice.randrange(1, 5)):
            mark, form = self.dice.choice(
                [(mark, each.form) for mark, each in STRUCTURES.items()] + [("=", DONATION.form)])
            text += mark
            for letter in form:
                text += self.dice.choice({"A": CSET_39[3:], "C": "0019", "J": "0123"}.get(
                    letter, "012"))
        return text

    def ma(self) -> str:
        """An MA code with some parts in any order."""
        text = self.dice.choice(["MA.156.M0.100", "MA.156.M0"]) + "." + self.some(DIGITS, 5)
        for _ in range(self.dice.randrange(6)):
            day = self.day()[self.dice.choice([0, 2, 2, 3]):]
            text += "." + self.dice.choice([*MARKS, "X", ""]) + self.dice.choice(
                [day, day, self.some(CSET_82, 10), self.some(CSET_39, 42)])
        return text

    def own(self) -> str:
        """A code of ours."""
        return self.dice.choice([
            f"PD:B:SH1.{self.some(CSET_39, 8)}", f"pd:c:{self.dice.choice(list(COMMANDS))}",
            f"PD:C:{self.dice.choice(list(COMMANDS)).lower()}",
            f"PD:T:{self.some(CSET_39 + '  ', 9)}",
            f"PD:{self.some('BTDPCX', 1)}:{self.some(CSET_82, 130)}",
            f"PD:B:{self.some('A.1', 4)}"])

    def tag(self) -> str:
        """An RFID tag: bits, mostly of sound text, or one of its URIs."""
        name = self.dice.choice(list(HEADERS.values()))
        scheme = SCHEMES[name]
        value = scheme.header << 6 | self.dice.randrange(8) << 3 | self.dice.choice([*range(8), 5])
        rest = scheme.bits - 14
        if scheme.text_characters and self.dice.random() < 0.8:
            size = scheme.serial_bits or scheme.reference_bits[min(6, value & 7)]
            text = self.some(CSET_82, 18, 1)[:size // 7 - 1]
            text += self.dice.choice(["", "", "", "\0A", "\0\0A", "#"])
            bits = "".join(f"{ord(c):07b}" for c in text).ljust(size, "0")[:size]
            front = rest - size
            value = value << front | self.dice.getrandbits(front)
            value, rest = value << size | int(bits, 2), 0
        value = value << rest | self.dice.getrandbits(rest)
        pad = -scheme.bits % 16 if self.dice.random() < 0.9 else 0
        size = scheme.bits + pad
        hexadecimal = f"{value << pad:0{-(-size // 4)}X}"
        tag = read(hexadecimal).tag
        if tag is None or self.dice.random() < 0.4:
            return self.dice.choice([hexadecimal, hexadecimal.lower(),
                                     f"urn:epc:raw:{size}.x{hexadecimal}"])
        other = self.dice.choice([name, name, *SCHEMES])
        return self.dice.choice([pure_identity(tag), tag_uri(tag, scheme=other, filter=3)])
