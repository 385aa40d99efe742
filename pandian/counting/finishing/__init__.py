"""Finishing 收盘: close tasks and counts; what is left uncounted is named, never passed over."""
