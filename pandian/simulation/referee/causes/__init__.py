"""The referee of the detective: counts whose true causes are known.   溯因裁判"""
