"""Judging what a replay met: words said again, tolerance, recounts, approvals.   预演判定"""
