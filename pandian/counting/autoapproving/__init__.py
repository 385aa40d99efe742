"""Approving by a rule with a name: small amounts, never above their band.   自动批准"""
