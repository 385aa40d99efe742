"""The stock ledger.   库存账"""
