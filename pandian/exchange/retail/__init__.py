"""Retail transactions.   零售交易"""
