"""Counting 盘点: plans, tasks, visits, lines, settlement, certificates."""
