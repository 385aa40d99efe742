"""Dispatch notices 到货预告: a supplier's file becomes announced receipts, one for each note."""
