"""Words of blind checks.   盲复核词汇"""

from __future__ import annotations

POLICY = "blind_check"
BLIND = "blind"
CHECKS: dict[str, str] = {"issue": "check", "supplier_return": "check"}
"""Kinds whose parcels another person counts, and the action by which he says what he found."""
