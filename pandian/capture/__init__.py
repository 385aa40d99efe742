"""Capture 采集: the observations inbox; it stores facts and decides nothing."""
