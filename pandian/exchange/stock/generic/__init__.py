"""Movements and opening stock.   流水与期初"""
