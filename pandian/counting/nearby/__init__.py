"""Counts that are due near where somebody works, offered on the way.   附近可盘"""
