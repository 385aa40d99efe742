"""The reference names every setting, command and API path, in both languages.   文档"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.source import ROOT, name, ours, python

LANGUAGES = ("zh", "en")
SETTING = re.compile(r"\b(PANDIAN_[A-Z_]+|DATABASE_URL)\b")


def _page(language: str, page: str) -> str:
    return (ROOT / "docs" / language / "reference" / f"{page}.md").read_text("utf-8")


def _settings() -> set[str]:
    return {found for folder in ("pandian", "setup", "tests") for path in python(folder)
            if path.name != "test_docs.py" for found in SETTING.findall(path.read_text("utf-8"))}


def _commands(parser: argparse.ArgumentParser, path: tuple[str, ...]) -> Iterator[list[str]]:
    """Yield each command line: its words, then its options."""
    nested = [action for action in parser._actions
              if isinstance(action, argparse._SubParsersAction)]
    for action in nested:
        for word, child in action.choices.items():
            yield from _commands(child, (*path, word))
    if not nested:
        options = [option for action in parser._actions for option in action.option_strings
                   if option.startswith("--") and option != "--help"]
        yield [" ".join(path), *options]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_setting_is_in_the_reference(language):
    text = _page(language, "settings")
    missing = sorted(setting for setting in _settings() if f"`{setting}`" not in text)
    assert not missing, f"docs/{language}/reference/settings.md"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_and_option_is_in_the_reference(language):
    from pandian.config.main import _parser

    text = _page(language, "commands")
    sections = {part.split("\n", 1)[0].strip(" `"): part for part in text.split("\n## ")[1:]}
    missing = []
    for command, *options in _commands(_parser(), ("pandian",)):
        section = sections.get(command)
        if section is None:
            missing.append(command)
            continue
        missing += [f"{command} {option}" for option in options if f"`{option}" not in section]
    assert not missing, f"docs/{language}/reference/commands.md, one `## pandian ...` section each"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_command_is_documented_that_is_not_there(language):
    from pandian.config.main import _parser

    known = {command for command, *_ in _commands(_parser(), ("pandian",))}
    named = set(re.findall(r"^## `?(pandian [a-z -]+[a-z])`?$", _page(language, "commands"), re.M))
    assert named <= known


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_api_path_is_in_the_reference(language):
    from pandian.interfaces.api.routes import api

    text = _page(language, "api")
    missing = [f"{method.upper()} {path}" for path, methods in api.get_openapi_schema()["paths"]
               .items() for method in methods if f"`{method.upper()} {path}`" not in text]
    assert not missing, f"docs/{language}/reference/api.md"


def _pages(language: str) -> set[Path]:
    folder = ROOT / "docs" / language
    return {path.relative_to(folder) for path in ours(".md", under=f"docs/{language}")}


def test_every_page_stands_in_both_languages():
    assert _pages("zh") == _pages("en")


def test_every_link_between_our_pages_leads_somewhere():
    dead = []
    for path in ours(".md"):
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text("utf-8")):
            if "://" not in target and not (path.parent / target).exists():
                dead.append(f"{name(path)}: {target}")
    assert not dead
