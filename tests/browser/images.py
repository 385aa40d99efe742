"""Pictures on a page: they come after it, and a lazy one only when it is in sight."""

from __future__ import annotations

from typing import Any

LOADED = "image => image.complete && image.naturalWidth > 0"


def loaded_width(page: Any, selector: str) -> int:
    """Bring a picture into sight, wait until it is there; return its own width in pixels."""
    image = page.wait_for_selector(selector)
    image.scroll_into_view_if_needed()
    page.wait_for_function(LOADED, arg=image)
    return int(image.evaluate("image => image.naturalWidth"))
