"""Counts that wait for signatures: since when, whose turn, passed on when late.   待批"""
