"""A year of the ledger under changed rules, before anybody adopts them.   规则预演"""
