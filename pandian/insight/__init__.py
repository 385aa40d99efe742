"""Insight 洞察: what the figures of the rooms below say, and who must act on it."""
