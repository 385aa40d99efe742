"""How strictly the next lot of an item from a supplier is looked at.   转移规则"""
