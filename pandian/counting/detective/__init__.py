"""The detective: why a counted line differs, ranked, with evidence and a repair.   差异溯因"""
