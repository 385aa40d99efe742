"""Words that all of insight shares.   洞察公共词汇"""

from __future__ import annotations

HOUSE = "*"
"""As a site code: what concerns the whole house, such as its back-ups."""
HOUSE_SITE = 0
