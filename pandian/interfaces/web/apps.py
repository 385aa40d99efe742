"""The web face as a Django app.   网页应用"""

from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation.reloader import translation_file_changed

from pandian.interfaces.web.messages import compile_stale


class Web(AppConfig):
    """Templates, static files and translations of the desktop face."""

    name = "pandian.interfaces.web"
    label = "web"

    def ready(self) -> None:
        """Compile the translations when their source is newer, so that no tool is needed.

        Other apps may have asked for a word before us: what they loaded then is forgotten.
        """
        for folder in settings.LOCALE_PATHS:
            for written in compile_stale(folder):
                translation_file_changed(None, written)
