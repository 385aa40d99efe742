"""Texts of codes to be printed.   编码"""
