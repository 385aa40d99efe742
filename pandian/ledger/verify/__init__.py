"""Proving the ledger.   账目校验"""
