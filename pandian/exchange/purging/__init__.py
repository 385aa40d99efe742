"""Purges of every class: those that rooms below keep, and the raw rows of imports.   清除"""
