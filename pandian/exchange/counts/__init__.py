"""Count sheets.   盘点表"""
