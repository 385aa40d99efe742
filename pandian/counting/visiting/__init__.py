"""Places that a sheet says were counted whole, closed in sets.   整位盘完"""
