"""Bringing a simulated world into pandian through its public doors.   搭台"""
