"""Supplier return 采购退货: approved by quality, picked, checked, shipped to the supplier."""
