"""The phone says every word in Chinese and in English, and says no other.   手机用词"""

from __future__ import annotations

import gzip
import re
from pathlib import Path

PHONE = Path(__file__).resolve().parents[2] / "pandian/interfaces/phone/static/phone"
CHINESE = re.compile(r"[\u3400-\u9fff]")
ENTRY = re.compile(r'^  (\w+): \[\s*"((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)",?\s*\]', re.M)
SAID = re.compile(r'(?<![\w.])(?:t|tell\("\w+",|wordOr\([^,]+,)\s*\(?\s*"(\w+)"')
SAME_IN_BOTH = {"pin", "result_other", "fail_other", "pack_is", "equals_base"}
CSS_GZIPPED_MAX = 15 * 1024


def words() -> dict[str, tuple[str, str]]:
    """Return the table: key, Chinese, English."""
    text = (PHONE / "words.js").read_text("utf-8")
    table = text.split("export const WORDS = {", 1)[1].split("\n};", 1)[0]
    return {key: (chinese, english) for key, chinese, english in ENTRY.findall(table)}


def test_every_word_stands_in_both_languages():
    table = words()
    text = (PHONE / "words.js").read_text("utf-8").split("\n};", 1)[0]
    assert len(table) == len(re.findall(r"^  (\w+): \[", text, re.M))
    assert len(table) > 250
    halves = [key for key, (chinese, english) in table.items() if key not in SAME_IN_BOTH
              and (not CHINESE.search(chinese) or CHINESE.search(english) or not english.strip())]
    assert not halves


def test_both_languages_fill_in_the_same():
    gaps = {key: [sorted(re.findall(r"\{\d\}", text)) for text in pair]
            for key, pair in words().items()}
    different = [key for key, (chinese, english) in gaps.items() if chinese != english]
    assert not different


def test_no_screen_asks_for_a_word_that_is_not_there():
    table = words()
    missing = [f"{path.name}: {key}" for path in PHONE.rglob("*.js")
               for key in SAID.findall(path.read_text("utf-8")) if key not in table]
    assert not missing


def test_no_screen_speaks_past_the_table():
    spoken = [f"{path.name}:{number}" for path in [*PHONE.glob("screens/*.js"), PHONE / "ui.js",
                                                   PHONE / "status.js", PHONE / "messages.js"]
              for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
              if re.search(r'"[^"]*[\u3400-\u9fff][^"]*"', line)
              and not line.lstrip().startswith(("//", "*", "/*")) and '"中文"' not in line]
    assert not spoken


def test_no_screen_turns_text_into_markup():
    markup = re.compile(r"\.innerHTML|\.outerHTML\s*=|insertAdjacentHTML|document\.write")
    risky = [f"{path.name}: {found}" for path in PHONE.rglob("*.js")
             for found in markup.findall(path.read_text("utf-8"))]
    assert not risky


def test_every_word_is_said_somewhere():
    text = "\n".join(path.read_text("utf-8") for path in PHONE.rglob("*.js")
                     if path.name != "words.js")
    made = re.findall(r"[`](\w+_)\$\{", text)
    unsaid = [key for key in words() if f'"{key}"' not in text and f"{key}:" not in text
              and not key.startswith(tuple(made)) and not re.search(rf"\b{key}\b", text)]
    assert not unsaid


def test_the_style_is_small():
    size = len(gzip.compress((PHONE / "phone.css").read_bytes(), 9))
    print(f"phone.css {size} bytes gzipped")
    assert size <= CSS_GZIPPED_MAX
