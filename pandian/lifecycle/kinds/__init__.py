"""What kinds look up and write besides their tables.   种类登记"""
