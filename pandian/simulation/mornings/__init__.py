"""Mornings that run themselves: planned, walked, settled, decided by nobody.   自动晨盘"""
