"""Every word stands in Chinese and in English.   词汇"""

from __future__ import annotations

import ast
import re

import pytest

from tests.house.source import ROOMS, ROOT, name, nodes, ours, python, room, tree

CHINESE = re.compile(r"[\u3400-\u9fff]")
GLOSSARY = ROOT / "docs" / "glossary.md"


def _glossary() -> list[tuple[str, str, list[str]]]:
    """Return the rows of the glossary: Chinese, English, identifiers."""
    rows = []
    for line in GLOSSARY.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and len(cells) == 3 and not set(cells[0]) <= set("-: "):
            rows.append((cells[0], cells[1], re.findall(r"`([^`]+)`", cells[2])))
    return rows[1:]


def test_every_glossary_row_has_chinese_english_and_an_identifier():
    rows = _glossary()
    assert len(rows) > 50
    bad = [row for row in rows
           if not CHINESE.search(row[0]) or CHINESE.search(row[1])
           or not re.search("[A-Za-z]", row[1]) or not row[2]]
    assert not bad


def test_no_identifier_means_two_things():
    identifiers = [word for row in _glossary() for word in row[2]]
    assert not {word for word in identifiers if identifiers.count(word) > 1}


def test_the_glossary_lists_only_words_that_are_used():
    text = "\n".join(path.read_text("utf-8") for path in ours(".py", ".sql", ".html",
                                                              under="pandian")).lower()
    unused = [word for row in _glossary() for word in row[2] if word.lower() not in text]
    assert not unused, "take them out until something uses them"


def _models() -> list[str]:
    return [node.name for path in python() if path.name == "models.py" and room(path) in ROOMS
            for node in tree(path).body if isinstance(node, ast.ClassDef)
            and any(getattr(base, "attr", getattr(base, "id", "")) in ("Model", "AbstractBaseUser")
                    for base in node.bases)]


def test_every_table_is_a_word_of_the_glossary():
    known = {word.lower() for row in _glossary() for word in row[2]}
    missing = [model for model in _models() if model.lower() not in known]
    assert not missing, "add them to docs/glossary.md with the commit that first uses them"


@pytest.mark.parametrize("path", [pytest.param(path, id=name(path)) for path in python()
                                  if "Label(" in path.read_text("utf-8")])
def test_every_label_speaks_both_languages(path):
    halves = []
    for node in nodes(path):
        if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Label"):
            continue
        texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
        if len(texts) != 2:
            continue
        chinese, english = (str(text) for text in texts)
        letters = re.sub(r"\{\d*\}", "", chinese)
        if not chinese.strip() or not english.strip() or CHINESE.search(english) or (
                not CHINESE.search(chinese) and re.search("[a-z]{4,}", letters)):
            halves.append(f"{name(path)}:{node.lineno} {chinese!r} {english!r}")
    assert not halves


@pytest.mark.parametrize("path", [pytest.param(path, id=name(path)) for path in ours(".po")])
def test_every_translation_is_complete(path):
    text = path.read_text("utf-8")
    assert "#, fuzzy" not in text
    entries = re.findall(r'^msgid "(.+)"\n(?:msgid_plural .*\n)?msgstr(?:\[\d\])? "(.*)"\n(?!")',
                         text, re.M)
    empty = [original for original, translated in entries if not translated]
    assert not empty
