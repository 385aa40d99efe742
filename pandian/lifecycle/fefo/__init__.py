"""First expiry first out: which goods an order claims.   近效先出"""
