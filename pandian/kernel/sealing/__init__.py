"""Secrets that must be read again.   密封"""
