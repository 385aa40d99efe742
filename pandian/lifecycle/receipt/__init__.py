"""Receipt.   收货"""
