"""The desktop face: server pages, enhanced by htmx.   网页"""
