"""Closing a period: a report of what is open, signed by another person.   期间结账"""
