"""Addresses of the phone, below /phone/.   手机地址"""

from __future__ import annotations

from django.urls import path

from pandian.interfaces.phone import views

urlpatterns = [
    path("", views.shell, name="phone"),
    path("sw.js", views.service_worker, name="phone_worker"),
    path("manifest.webmanifest", views.manifest, name="phone_manifest"),
    path("release/<slug:digest>/<path:name>", views.release_file, name="phone_file"),
]
