"""Undoing a document that was typed twice, and putting it back when it was not.   重复单据"""
