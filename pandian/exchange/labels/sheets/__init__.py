"""A4 pages: count sheets, commands, scanner settings, ruler, demo codes.   单据页"""
