"""What to count next: how likely each book is wrong, and what that may cost.   风险盘点"""
