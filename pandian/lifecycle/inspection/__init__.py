"""Inspection 验收: what arrived is judged before it may be used."""
