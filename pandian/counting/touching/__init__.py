"""How much work by hand a finished count took, and how long it lasted.   盘点人工量"""
