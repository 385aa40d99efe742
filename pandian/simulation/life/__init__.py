"""Eighteen months of days.   日常业务"""
