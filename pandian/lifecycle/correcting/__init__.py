"""Correcting one posted line of a document: reversed and entered again.   单据更正"""
