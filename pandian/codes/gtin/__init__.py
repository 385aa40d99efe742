"""Plain trade item numbers of 8, 12, 13 or 14 digits.   商品条码"""
