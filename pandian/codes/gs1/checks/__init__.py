"""Checks of single components, by the names of the GS1 dictionary.   字段校验"""
