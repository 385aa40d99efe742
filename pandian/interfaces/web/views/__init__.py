"""One file per screen; each function reads the request, makes one domain call, shows a page."""
