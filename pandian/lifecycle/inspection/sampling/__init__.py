"""Sampling 抽样: how many units of a lot are inspected, which ones, and how strictly next time."""
