"""Proofs of stages as counts: settled like any other, and earning coverage.   顺手盘"""
