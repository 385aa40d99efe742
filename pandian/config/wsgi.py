"""The WSGI application that the web server loads.   应用入口"""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pandian.config.settings")
application = get_wsgi_application()
assert get_resolver().url_patterns  # load every face now, not in the first visitor's time
