"""The report of a day, kept and read again.   规划报告"""
