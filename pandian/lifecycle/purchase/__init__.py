"""Requisition and purchase.   请购、采购单"""
