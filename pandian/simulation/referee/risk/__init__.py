"""The referee of risk counting: the product's own rules against honest baselines.   风险裁判"""
