"""How much a line may differ, by which rule.   允差"""
