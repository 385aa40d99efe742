"""Which triggers ask for a count, and who may start one by hand.   触发规则"""
