"""What the web face decides without a database: forms, translations, looks."""

from __future__ import annotations

import gettext
import io
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pandian.interfaces.web import forms, messages
from pandian.kernel.words import Fault

ROOT = Path(__file__).resolve().parents[2] / "pandian"
WEB = ROOT / "interfaces" / "web"
LANGUAGES = ("zh_Hans", "en")


def entries(language: str) -> dict[str, str]:
    path = ROOT / "locale" / language / "LC_MESSAGES" / "django.po"
    return messages.parsed(path.read_text("utf-8"))


def test_a_compiled_translation_is_what_gettext_reads() -> None:
    held = {"": "Content-Type: text/plain; charset=UTF-8\n", "Stock": "库存",
            "mark\4healed": "愈", "%(n)s row\0%(n)s rows": "%(n)s 行"}
    read = gettext.GNUTranslations(io.BytesIO(messages.packed(held)))
    assert read.gettext("Stock") == "库存"
    assert read.pgettext("mark", "healed") == "愈"
    assert read.gettext("nobody wrote this") == "nobody wrote this"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_the_templates_is_written_in(language: str) -> None:
    known = {key.split("\4")[-1].split("\0")[0] for key in entries(language)}
    wanted = set()
    for path in WEB.rglob("templates/**/*.html"):
        text = path.read_text("utf-8")
        # Django looks a percent sign of a tag up doubled
        wanted |= {(double or single).replace("%", "%%") for double, single in re.findall(
            r"""{%\s*translate\s+(?:"([^"]+)"|'([^']+)')""", text)}
        wanted |= set(re.findall(r"""_\("([^"]+)"\)""", text))
    for path in WEB.rglob("*.py"):
        wanted |= set(re.findall(r"""\b_\("([^"]+)"\)""", path.read_text("utf-8")))
    assert len(wanted) > 150
    assert wanted - known == set()


def test_both_languages_hold_the_same_sentences_with_the_same_blanks() -> None:
    zh, en = entries("zh_Hans"), entries("en")
    assert set(zh) == set(en)
    for key, text in zh.items():
        assert set(re.findall(r"%\(\w+\)s", text)) <= set(re.findall(r"%\(\w+\)s", key)), key
        assert text != en[key] or not re.search(r"[a-z]{3}", key.split("\0")[0]), key


def test_no_template_has_inline_script_style_or_a_foreign_address() -> None:
    for path in [*WEB.rglob("*.html"), *WEB.rglob("static/**/*.*")]:
        text = path.read_text("utf-8")
        assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", text), path
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"", text), path
        assert not re.search(r"(https?:)?//(?!www\.w3\.org)[a-z0-9-]+\.[a-z]", text), path


def test_pasted_codes_come_from_lines_cells_and_chinese_commas() -> None:
    assert forms.codes("A-01\tA-02\r\nA-03，A-01; 00123") == ("A-01", "A-02", "A-03", "00123")
    assert forms.codes(" \n ") == ()


@pytest.mark.parametrize(("text", "value"), [
    ("", None), ("0", 0), (" 12 ", 12), ("1,200", 1200), ("１２", 12),
])
def test_whole_numbers_are_understood(text: str, value: int | None) -> None:
    faults: list[Fault] = []
    assert forms.whole(text, "/quantity", faults) == value
    assert faults == []


@pytest.mark.parametrize("text", ["-1", "1.5", "x", "9" * 17, "9" * 4_000, "²"])
def test_what_is_no_quantity_is_refused_with_its_place(text: str) -> None:
    faults: list[Fault] = []
    assert forms.whole(text, "/quantity", faults) is None
    assert [(fault.pointer, fault.code) for fault in faults] == [("/quantity", "not_whole")]


def test_a_local_time_is_read_on_the_clock_of_the_site() -> None:
    faults: list[Fault] = []
    read = forms.local_instant("2026-11-22T10:32:05", "Asia/Shanghai", "/as_of", faults)
    assert read == datetime(2026, 11, 22, 2, 32, 5, tzinfo=UTC)
    assert forms.local_instant("", "Asia/Shanghai", "/as_of", faults) is None
    assert faults == []
    assert forms.local_instant("tomorrow", "Asia/Shanghai", "/as_of", faults) is None
    assert forms.local_instant("0001-01-01T00:00", "Asia/Shanghai", "/as_of", faults) is None
    assert [fault.code for fault in faults] == ["not_a_time", "not_a_time"]


@pytest.mark.parametrize(("text", "fine"), [
    ("0.5", True), ("2 %", True), ("nan", False), ("-1", False), ("Infinity", False), ("x", False),
])
def test_percentages_are_finite_and_not_negative(text: str, fine: bool) -> None:
    faults: list[Fault] = []
    value = forms.percentage(text, "/percent", faults)
    assert (value is not None) is fine
    assert (faults == []) is fine
