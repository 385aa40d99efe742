"""The web face as a Django app.   网页应用"""

from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings

from pandian.interfaces.web.messages import compile_stale


class Web(AppConfig):
    """Templates, static files and translations of the desktop face."""

    name = "pandian.interfaces.web"
    label = "web"

    def ready(self) -> None:
        """Compile the translations when their source is newer, so that no tool is needed."""
        for folder in settings.LOCALE_PATHS:
            compile_stale(folder)
