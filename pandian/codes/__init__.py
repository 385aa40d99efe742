"""Codes on goods and labels: parse and build, pure functions.   码制"""
