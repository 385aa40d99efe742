"""Printing the report of a period.   期间报告打印"""
