"""Repairing the cause of a difference: what would be posted, posting it, undoing it.   更正原因"""
