"""Ordering 预约: sampling stocktakes that begin at an instant to come, once or every so often."""
