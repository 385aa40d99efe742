"""The WSGI application that the web server loads.   应用入口"""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pandian.config.settings")
application = get_wsgi_application()
assert get_resolver().url_patterns  # load every face now, not in the first visitor's time

# What is loaded stays: no collection need walk it, and forked workers share its pages.  A request
# of thousands of rows makes hundreds of thousands of small tuples that no cycle holds.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 20)
