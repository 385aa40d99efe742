"""Translations are compiled when needed, and what was read before is forgotten.   译文"""

from __future__ import annotations

import os
from pathlib import Path

from django.apps import apps
from django.test import override_settings
from django.utils.translation import gettext, override

from pandian.interfaces.web.messages import compile_stale

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def test_a_newer_text_shows_though_the_older_was_read_before_the_start_ended(tmp_path: Path):
    source = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(HEAD + 'msgid "heron"\nmsgstr "苍鹭"\n', "utf-8")
    (compiled,) = compile_stale(tmp_path)
    assert compile_stale(tmp_path) == [], "what is up to date is left alone"
    with override_settings(LOCALE_PATHS=[tmp_path]), override("zh-hans"):
        assert gettext("heron") == "苍鹭"
        source.write_text(HEAD + 'msgid "heron"\nmsgstr "白鹭"\n', "utf-8")
        os.utime(compiled, (1, 1))
        apps.get_app_config("web").ready()
    with override_settings(LOCALE_PATHS=[tmp_path]), override("zh-hans"):
        assert gettext("heron") == "白鹭"
