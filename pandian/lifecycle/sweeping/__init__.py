"""Recalls reach every site by themselves.   召回扫尾"""
