"""What a stage asks to be counted, and what it proves by itself.   触发盘点与顺手盘"""
