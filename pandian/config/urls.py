"""The only place that knows every face.   网址"""

from __future__ import annotations

from django.urls import include, path

from pandian.interfaces.api.routes import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("phone/", include("pandian.interfaces.phone.urls")),
    path("", include("pandian.interfaces.web.urls")),
]
