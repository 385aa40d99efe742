"""Putaway.   入库上架"""
