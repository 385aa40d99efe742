"""Rules as versioned data: who decided what, from when, and where.   规则集"""
