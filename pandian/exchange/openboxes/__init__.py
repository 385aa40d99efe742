"""OpenBoxes count sheets.   OpenBoxes 盘点表"""
